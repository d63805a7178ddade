// SPDX-License-Identifier: GPL-2.0-only
/* dropcap NUMBER PROGRAM [ARG...]: run PROGRAM as root without one capability. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	/* root's execve() fills the permitted set from the bounding set */
	if (prctl(PR_CAPBSET_DROP, strtoul(argv[1], NULL, 10), 0, 0, 0)) {
		perror("dropcap");
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
