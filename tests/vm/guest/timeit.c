// SPDX-License-Identifier: GPL-2.0-only
/*
 * timeit ROUNDS COMMAND_A COMMAND_B: run two shell commands in turn and print
 * the wall-clock microseconds of each run, "A 12345" or "B 23456" a line.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* Split words at blanks here, because starting a shell would be counted, too. */
static int run(char *command)
{
	char *argv[32];
	int status, n = 0;
	pid_t pid = fork();

	if (pid == 0) {
		for (char *p = command; n < 31 && *p; n++) {
			argv[n] = p;
			while (*p && *p != ' ')
				p++;
			if (*p)
				*p++ = '\0';
		}
		argv[n] = NULL;
		/* by descriptor: the parent's buffered lines are not ours to flush */
		if (dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) < 0)
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	int rounds = argc == 4 ? atoi(argv[1]) : 0;

	if (rounds < 1)
		return 2;
	for (int i = 0; i < 2 * rounds; i++) {
		long long start = now_us();

		if (run(argv[2 + i % 2])) {
			fprintf(stderr, "timeit: %s failed\n", argv[2 + i % 2]);
			return 1;
		}
		printf("%c %lld\n", 'A' + i % 2, now_us() - start);
	}
	return 0;
}
