# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Shared by the init of the first and of the crash kernel, which set PHASE and TTY.
# Reports go to the host over the serial line as @@PHASE.KEY:=BASE64 of the gzipped text, whose
# checksum tells the host what arrived whole. The guest keeps them all, and sends them again at
# the next stop if the host asks. @@PHASE.step=TEXT is for people only.
export PATH=/sbin:/usr/sbin:/bin:/usr/bin
REPORTS=/reports

puttext() {
	echo "@@$PHASE.$1:=$(gzip -c | base64 -w0)" >"$REPORTS/$1"
	cat "$REPORTS/$1"
}
put() { printf %s "$2" | puttext "$1"; }
putfile() { [ ! -r "$2" ] || puttext "$1" <"$2"; }
step() { echo "@@$PHASE.step=$*"; }

# Stop until the host answers: so that it can take a picture, or ("drained") until it has read
# everything that the serial line's driver still holds, which a crash or power-off would lose.
# The line may lose part of the question or of the answer, so ask again after a while.
wait_host() {
	while :; do
		# shellcheck disable=SC2012 # our own names
		echo "@@$PHASE.wait=$1 $(ls "$REPORTS" | wc -l)"
		# shellcheck disable=SC3045 # busybox has it
		read -r -t 20 answer
		case $answer in
		"go $1") return ;;
		"again $1") cat "$REPORTS"/* ;;
		esac
	done
}

# run KEY COMMAND...: report its exit status, stdout and stderr
run() {
	key=$1
	shift
	start=$(cut -d' ' -f1 /proc/uptime)
	"$@" >/tmp/run.out 2>/tmp/run.err </dev/null
	status=$?
	puttext "$key.out" </tmp/run.out
	puttext "$key.err" </tmp/run.err
	put "$key.time" "$start $(cut -d' ' -f1 /proc/uptime)"
	put "$key.status" $status
	return $status
}

prepare() {
	mkdir -p /proc /sys /dev /tmp /run
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs dev /dev
	mount -t tmpfs tmpfs /tmp
	mount -t debugfs debugfs /sys/kernel/debug
	mkdir -p "$REPORTS"
	exec <"/dev/$TTY" >"/dev/$TTY" 2>&1
	# From here on only we use the serial line; the kernel's messages are in its log.
	dmesg -n 1
	stty -echo
	uname -r | puttext uname
}

# Load modules in the order the harness worked out, with their parameters.
modules() {
	while read -r file args; do
		# shellcheck disable=SC2086 # parameters are words
		insmod "/modules/$file" $args || put failed.module "$file"
	done </modules/list
}

# Report the screen as this kernel sees it.
screen() {
	put screen_info "$(head -c 64 /sys/kernel/boot_params/data 2>/dev/null |
		hexdump -v -e '1/1 "%02x"')"
	putfile fb /proc/fb
	[ ! -e /dev/fb0 ] || fbpaint /dev/fb0 | puttext fb0
	putfile iomem /proc/iomem
	putfile cmdline /proc/cmdline
	for card in /sys/class/drm/card[0-9]; do
		[ -e "$card" ] || continue
		echo "$(basename "$card") $(readlink -f "$card/device")" \
			"$(basename "$(readlink -f "$card/device/driver")")"
	done | puttext drm
	for dev in /sys/bus/pci/devices/*; do
		case $(cat "$dev/class" 2>/dev/null) in
		0x03*) echo "$(basename "$dev") $(cat "$dev/vendor" "$dev/device" | tr '\n' ' ')" \
			"$(head -n 1 "$dev/resource")" ;;
		esac
	done | puttext pci
}

# Report what the firmware still does for this kernel, and what the kernel complained about.
firmware() {
	find /sys/firmware/acpi/tables -type f 2>/dev/null | sort | puttext acpi
	# rtc-efi asks the firmware's GetTime()
	echo "$(cat /sys/class/rtc/rtc0/name) $(cat /sys/class/rtc/rtc0/since_epoch)" 2>&1 |
		puttext rtc
	dmesg -r | sed -n 's/^<[0-4]>\[[^]]*\] //p' | puttext warnings
}

finish() {
	dmesg | puttext dmesg
	step "done"
	wait_host drained
	# Without ACPI or a devicetree Linux can only halt. QEMU ends at a reset, too.
	[ -e /sys/firmware/acpi ] || [ -e /sys/firmware/fdt ] || reboot -f
	poweroff -f
	sleep 60
}
