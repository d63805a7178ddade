// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every run must go the same way.  So a child that has reported waits until the parent has read
 * that and polls again, and the parent waits for the end of a child that is ending.
 */
#define _GNU_SOURCE
#include <sys/uio.h>
#include <sys/wait.h>

#include "tracee.h"

static bool late, child_ends, report_over;
static int report_fds[2] = { -1, -1 };
static long unread; /* bytes of the child's report; its end counts as one byte */

void turns_late(void)
{
	late = true;
}

void turns_new_child(void)
{
	unread = 0;
	report_over = false;
}

void turns_child_ends(bool ends)
{
	child_ends = ends && !late;
}

static bool child_is_over(void)
{
	const struct tracee *t;

	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid && t->role != 'P' && t->counting)
			return false;
	return true;
}

/* It has read all and waits for more, or it waits for the child's end. */
static bool is_waiting(const struct tracee *t)
{
	if (!t->inside)
		return false;
	return (t->call.number == CALL_POLL && unread <= 0) ||
	       (t->call.number == SYS_wait4 && !(t->call.args[2] & WNOHANG));
}

static bool parent_is_ready(void)
{
	const struct tracee *t;

	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid && t->role == 'P')
			return is_waiting(t);
	return true;
}

void turns_let_go_on(bool all)
{
	struct tracee *t;

	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid && t->stopped &&
		    ((t->waits_for_parent && (all || parent_is_ready())) ||
		     (t->waits_for_child && (all || child_is_over()))))
			tracee_resume(t, 0);
}

void turns_wait_for_parent(struct tracee *child)
{
	if (late)
		tracee_resume(child, 0);
	else
		child->waits_for_parent = true;
}

void turns_report_ends(void)
{
	unread += !report_over; /* the end of its report is still to be read */
}

static void follow_report(const struct tracee *t, bool reports, long ret)
{
	if (reports)
		unread += ret;
	if (t->role != 'P')
		return;
	if (t->call.number == SYS_pipe2 && ret == 0) {
		struct iovec to = { report_fds, sizeof(report_fds) };
		struct iovec from = { (void *)t->call.args[0], sizeof(report_fds) };

		process_vm_readv(t->pid, &to, 1, &from, 1, 0);
	}
	if (t->call.number == SYS_read && (int)t->call.args[0] == report_fds[0] && ret >= 0) {
		unread -= ret ? ret : unread;
		report_over |= ret == 0;
	}
}

void turns_after_call(struct tracee *t, long ret)
{
	bool reports = tracee_is_child(t) && t->call.number == SYS_write &&
		       (int)t->call.args[0] == report_fds[1] && ret > 0;

	follow_report(t, reports, ret);
	if (reports)
		turns_wait_for_parent(t);
	else if (t->role == 'P' && !child_is_over() && (child_ends || late))
		t->waits_for_child = true;
	else
		tracee_resume(t, 0);
}
