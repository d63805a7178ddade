/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * This process's own page tables, read through /proc/kcore.  They show device memory, which
 * /proc/self/pagemap does not: walk_page_test(), mm/pagewalk.c, skips VM_PFNMAP.
 */
#ifndef KFB_OWN_TABLES_H
#define KFB_OWN_TABLES_H

#include "scanout/kcore.h"
#include "scanout/page_table.h"

struct kfb_own_tables {
	struct kfb_kcore kcore;
	struct kfb_memory memory;
	struct kfb_page_table table;
};

/*
 * Find them.  *@what tells what was being done, also after a failure.  Errors are those of
 * kfb_kcore_open(), of kfb_page_table_search() and of /proc/self/pagemap, and -ENODATA (the
 * kernel has no note of the reader's task_struct).  Only reads.  The process must have one
 * thread only.  After a failure there is nothing to close.
 */
int kfb_own_tables_open(const struct kfb_sysroot *root, struct kfb_own_tables *own,
			const char **what);
void kfb_own_tables_close(struct kfb_own_tables *own);

#endif
