/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the child tells its parent, over a pipe, before it becomes kexec.
 */
#ifndef KFB_CMD_REPORT_H
#define KFB_CMD_REPORT_H

#include <stdbool.h>

enum kfb_stage {
	KFB_STAGE_ASKING, /* nothing has been reported yet */
	KFB_STAGE_PREPARING,
	KFB_STAGE_STARTED, /* the child is kexec from now on */
	KFB_STAGE_FAILED,  /* kexec will not be started */
};

struct kfb_report {
	enum kfb_stage stage;
	bool changed;	     /* KFB_STAGE_STARTED: kexec sees other files */
	const char *problem; /* KFB_STAGE_FAILED: the reason; "": it got lost */
};

/* Each returns 0 or -errno: do not act on what the parent may not have received. */
int kfb_report_asked(int fd);
int kfb_report_start(int fd, bool changed);
int kfb_report_problem(int fd, const char *problem);

/* Pure: interpret @said, all that has arrived so far.  @problem points into it. */
struct kfb_report kfb_report_parse(const char *said);

#endif
