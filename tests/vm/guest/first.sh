#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# init of the first kernel: bring up the display that the case asks for, load the crash kernel
# as the case says, and crash.
# shellcheck disable=SC2034 # common.sh uses them
PHASE=first
# shellcheck disable=SC2034
TTY=@TTY@
# shellcheck source=common.sh
. /common.sh

prepare
step "first kernel up"
modules
screen
step "display: $(cut -d' ' -f2- /proc/fb | tr '\n' ' ')"
put kexec "$(kexec -v 2>&1)"
# shellcheck disable=SC1091 # written by the harness for each case
. /case.sh
dmesg | puttext dmesg
if [ "$(cat /trigger)" = none ]; then
	finish
fi
put loaded "$(cat /sys/kernel/kexec_crash_loaded)$(cat /sys/kernel/kexec_loaded)"
step "starting the next kernel"
wait_host drained
case $(cat /trigger) in
crash) echo c >/proc/sysrq-trigger ;;
exec) kexec -e ;;
esac
put failed.trigger "$(cat /trigger)"
finish
