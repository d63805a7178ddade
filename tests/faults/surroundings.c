// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "surroundings.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_OPTIONS 256

static struct {
	int option;
	const char *value;
} options[MAX_OPTIONS];
static unsigned int count;

void surroundings_add(int option, const char *value)
{
	if (count == MAX_OPTIONS)
		exit(99);
	options[count].option = option;
	options[count++].value = value;
}

static void limit(const char *value)
{
	struct rlimit limit;
	unsigned long soft;
	int resource;

	if (sscanf(value, "%d:%lu", &resource, &soft) != 2 || getrlimit(resource, &limit))
		exit(99);
	limit.rlim_cur = soft;
	if (setrlimit(resource, &limit))
		exit(99);
}

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void enter(int option, const char *value)
{
	switch (option) {
	case 'l':
		limit(value);
		break;
	case 'c':
		close(atoi(value));
		break;
	case 'i':
		signal(atoi(value), SIG_IGN);
		break;
	case 'b':
		block(atoi(value));
		break;
	case 'p':
		prctl(PR_CAPBSET_DROP, atoi(value), 0, 0, 0);
		break;
	case 'r':
		if (chroot(value) || chdir("/"))
			exit(99);
		break;
	case 'd':
		if (chdir(value))
			exit(99);
		break;
	}
}

void surroundings_enter(void)
{
	for (unsigned int i = 0; i < count; i++)
		enter(options[i].option, options[i].value);
}
