/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * This process's own page tables, read through /proc/kcore.  They tell of device memory,
 * which /proc/self/pagemap does not: walk_page_test(), mm/pagewalk.c, skips VM_PFNMAP.
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
 * Find them.  *@what is set to what was being done, also on failure: the errors of
 * kfb_kcore_open() and kfb_page_table_search(), of /proc/self/pagemap, or -ENODATA
 * (the kernel does not note the reader's task_struct).
 * Reads only; only one thread of the process may exist.  Nothing is to be closed after a failure.
 */
int kfb_own_tables_open(const struct kfb_sysroot *root, struct kfb_own_tables *own,
			const char **what);
void kfb_own_tables_close(struct kfb_own_tables *own);

#endif
