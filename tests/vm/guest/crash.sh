#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# init of the crash kernel (or of the next kernel, after kexec -e): report what it knows about
# the screen, let the host look at the console, paint, and let the host look again.
# shellcheck disable=SC2034 # common.sh uses them
PHASE=crash
# shellcheck disable=SC2034
TTY=@TTY@
# shellcheck source=common.sh
. /common.sh

prepare
step "crash kernel up"
modules
# A blinking cursor would look like a character that isn't in the text.
printf '\033[?25l' >/dev/tty1
screen
firmware
dmesg | puttext dmesg
if [ -e /dev/vcsa1 ]; then
	put vcsa "$(head -c 2 /dev/vcsa1 | hexdump -v -e '1/1 "%u "')"
	putfile vcs /dev/vcs1
fi
wait_host console
if [ -e /dev/fb0 ]; then
	run paint fbpaint /dev/fb0 /dev/tty1
	wait_host pattern
fi
finish
