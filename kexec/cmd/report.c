// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/report.h"

#include <string.h>

#include "util.h"

/* Each message is one letter; after PROBLEM follows its text. */
#define ASKED	  'a'
#define CHANGED	  'c'
#define UNCHANGED 'u'
#define PROBLEM	  '!'

static int send_letter(int fd, char letter)
{
	return kfb_write_all(fd, &letter, 1);
}

int kfb_report_asked(int fd)
{
	return send_letter(fd, ASKED);
}

int kfb_report_start(int fd, bool changed)
{
	return send_letter(fd, changed ? CHANGED : UNCHANGED);
}

int kfb_report_problem(int fd, const char *problem)
{
	int ret = send_letter(fd, PROBLEM);

	return ret ? ret : kfb_write_all(fd, problem, strlen(problem));
}

struct kfb_report kfb_report_parse(const char *said)
{
	struct kfb_report r = { .stage = KFB_STAGE_ASKING, .problem = "" };

	if (*said == ASKED) {
		r.stage = KFB_STAGE_PREPARING;
		said++;
	}
	if (*said == CHANGED || *said == UNCHANGED) {
		r.stage = KFB_STAGE_STARTED;
		r.changed = *said == CHANGED;
	} else if (*said == PROBLEM) {
		r.stage = KFB_STAGE_FAILED;
		r.problem = said + 1;
	}
	return r;
}
