/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTS_SURROUNDINGS_H
#define FAULTS_SURROUNDINGS_H

/*
 * What a program is started with:
 *   -l RESOURCE:SOFT  a limit		-c FD   a descriptor that is closed
 *   -i SIGNAL  ignored			-b SIGNAL  blocked
 *   -p CAPABILITY  dropped from the bounding set
 *   -r DIRECTORY  the root		-d DIRECTORY  the working directory
 */
#define SURROUNDINGS "l:c:i:b:p:r:d:"

/* Remember an option. */
void surroundings_add(int option, const char *value);

/* Apply all options, in the process that becomes the program. */
void surroundings_enter(void);

#endif
