/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of inject.c: traced processes, their turns, and their calls. */
#ifndef FAULTS_TRACEE_H
#define FAULTS_TRACEE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "registers.h"

#define MAX_NUMBER 512 /* of system calls */

struct fault {
	char role, action;
	long number, value;
	unsigned int count;
	bool on, hit;
};

struct tracee {
	pid_t pid;
	char role; /* 'P'; its children from 'C' on; 'x': others */
	bool stopped, inside, counting;
	bool waits_for_parent, waits_for_child;
	struct call call;
	unsigned int counts[MAX_NUMBER];
	const struct fault *fault;
};

/* tracee.c: all processes seen so far, and what the run's report needs. */
struct tracee *tracee_by_pid(pid_t pid); /* adds it, if it is new */
struct tracee *tracee_at(size_t index);	 /* NULL at the end; pid 0: it has gone */
bool tracee_is_child(const struct tracee *t);
void tracee_resume(struct tracee *t, int sig);

/* turns.c: who waits for whom. */
void turns_late(void); /* the parent goes on only when the child has ended */
void turns_new_child(void);
void turns_child_ends(bool ends);
void turns_after_call(struct tracee *t, long ret); /* resumes it, perhaps later */
void turns_wait_for_parent(struct tracee *child);
void turns_report_ends(void);
void turns_let_go_on(bool all);

/* calls.c: what happens when a call begins and ends. */
void calls_add_fault(const char *text);
void calls_log_to(const char *path);
void calls_executed(void); /* a process executed another program: kexec */
unsigned int calls_hits(bool *executed_before);
bool calls_enter(struct tracee *t); /* true: the call never returns */
void calls_leave(struct tracee *t);

/* events.c: trace until @first has ended; returns its wait status. */
int events_loop(pid_t first);

#endif
