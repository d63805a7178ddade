# SPDX-License-Identifier: GPL-2.0-only
"""Very many loads in a row, many at once, and many that are killed.

What is measured before and after is the whole guest: memory, mounts, open files, processes, and
what lies in /run and /tmp. The crash kernel that is loaded at the end must still show its console.
"""

from . import checks
from .case import Case

IN_A_ROW = 500          # loads, and as many refreshes that load
PLAIN = 200             # loads by plain kexec, to compare the memory with
WARM = 20               # loads before memory is measured: the first fill the kernel's caches
AT_ONCE = 50
KILLED = 60
SEED = 20261125         # of the times at which they are killed
LEAK_KIB = 4            # each load may lose less than this, or something is lost each time
NOTE = " /run/kexec-fb/crash"
FILES = 64              # the kernel counts open files for each processor apart
APPEND = "console=ttyS0 console=tty0 panic=-1 nr_cpus=1 reset_devices"
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)

SCRIPT = rf"""
cat >/bin/loading <<'END'
#!/bin/sh
exec "$@" -c -p /boot/vmlinuz --initrd=${{INITRD:-/boot/initrd}} --no-checks "--append={APPEND}"
END
chmod 755 /bin/loading
# Without hardware virtualization copying a whole initrd takes longer than all the rest.
head -c 4096 /boot/initrd >/tmp/load.initrd
export INITRD=/tmp/load.initrd
# what the guest holds now, a line each
holds() {{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	sed -n 's/^MemAvailable: *\([0-9]*\) kB/kib \1/p' /proc/meminfo
	echo "mounts $(wc -l </proc/self/mountinfo)"
	echo "files $(cut -f1 /proc/sys/fs/file-nr)"
	echo "kexecs $(pgrep -x 'kexec|kexec-fb' | wc -l)"
	echo "left $(find /tmp /run /dev/shm -xdev ! -path '/tmp/load*' ! -path '/tmp/run.*' | sort | tr '\n' ' ')"
	echo "loaded $(cat /sys/kernel/kexec_crash_loaded)"
}}
# refresh sees that the screen is another than the note says: its lfb_size
moved() {{ sed -i -E 's/^(seen .{{56}})../\1ff/' /run/kexec-fb/crash; }}
reloads() {{
	moved
	kexec-fb refresh 2>&1 </dev/null | grep -q '^kexec-fb: loading the crash kernel again: '
}}
fails() {{ "$@" >/tmp/load.out 2>&1 </dev/null || {{ echo "$?: $*"; tail -n 3 /tmp/load.out; }}; }}

for i in $(seq {WARM}); do fails loading kexec; done | puttext plain.warm
holds | puttext plain.before
for i in $(seq {PLAIN}); do fails loading kexec; done | puttext plain.failed
holds | puttext plain.after
step "{PLAIN} loads by plain kexec"

for i in $(seq {WARM}); do
	fails loading kexec-fb exec
	fails reloads
done | puttext row.warm
holds | puttext row.before
for i in $(seq {IN_A_ROW}); do
	fails loading kexec-fb exec
	fails reloads
	[ $((i % 50)) -ne 0 ] || step "$((2 * i)) loads" >&2
done 2>/dev/console | puttext row.failed
holds | puttext row.after

for i in $(seq {AT_ONCE}); do
	{{ loading kexec-fb exec >/dev/null 2>&1; echo $? >>/tmp/load.once; }} &
done
wait
sort /tmp/load.once | uniq -c | puttext once.statuses
holds | puttext once.after
run once.refresh kexec-fb refresh
step "{AT_ONCE} loads at once"

awk 'BEGIN {{ srand({SEED}); for (i = 0; i < {KILLED}; i++) print rand() * 1.2 }}' >/tmp/load.times
while read -r seconds; do
	case $((n = n + 1)) in
	*[02468]) loading kexec-fb exec >/dev/null 2>&1 & ;;
	*) moved; kexec-fb refresh >/dev/null 2>&1 & ;;
	esac
	sleep "$seconds"
	kill -KILL $! 2>/dev/null
	wait $!
	echo $?
done </tmp/load.times 2>/dev/null | sort | uniq -c | puttext killed.statuses
sleep 2
unset INITRD
run killed.refresh kexec-fb refresh
run killed.load loading kexec-fb exec
run killed.again kexec-fb refresh
run killed.check kexec-fb check
holds | puttext killed.after
step "{KILLED} loads killed"
"""


def _holds(run, when):
    """{what: value} that the guest held then."""
    return dict(line.split(" ", 1) for line in run.facts.need(f"first.{when}").splitlines())


def _lost(run, name):
    """KiB that were lost between NAME's two measurements."""
    return int(_holds(run, f"{name}.before")["kib"]) - int(_holds(run, f"{name}.after")["kib"])


def memory(run):
    """No memory is lost with each load."""
    ours, plain = _lost(run, "row") / (2 * IN_A_ROW), _lost(run, "plain") / PLAIN
    return ours < LEAK_KIB, f"{ours:.2f} KiB a load in {2 * IN_A_ROW}, " \
        f"plain kexec {plain:.2f} KiB in {PLAIN}"


def all_loaded(run):
    """Each load in a row succeeded, and so did each refresh."""
    failed = "".join(run.facts.need(f"first.{name}.{part}")
                     for name in ("plain", "row") for part in ("warm", "failed"))
    return not failed.strip(), failed.strip()[:200] or f"{2 * IN_A_ROW} loads"


def _as_before(run, when):
    """[what is not as it was after the first load]"""
    before, after = _holds(run, "row.before"), _holds(run, when)
    files = int(after["files"]) - int(before["files"])
    if when == "once.after":
        # exec waits 10 seconds for another's load. One that then loads leaves no note, because it
        # cannot know whose load came last.
        before["left"], after["left"] = (held["left"].replace(NOTE, "")
                                         for held in (before, after))
    return [f"{key}: {before[key]}, now {after[key]}"
            for key in ("mounts", "kexecs", "left", "loaded") if before[key] != after[key]] + \
        ([f"{files} more open files"] if files > FILES else [])


def _leaves_nothing(when):
    def check(run):
        wrong = _as_before(run, when)
        return not wrong, "; ".join(wrong) or "as after the first load"
    check.__name__ = f"nothing left {when.split('.')[0]}"
    return check


def at_once(run):
    """Of those at once at least one loaded; the note is of what is loaded, or there is none."""
    statuses = run.facts.need("first.once.statuses").split()
    good = dict(zip(statuses[1::2], map(int, statuses[::2]))).get("0", 0)
    quiet = run.facts.need("first.once.refresh.status") == "0" and \
        not run.facts.need("first.once.refresh.err")
    return good > 0 and quiet, f"{good} of {AT_ONCE} loaded; refresh: " \
        f"{run.facts.need('first.once.refresh.err').strip() or 'nothing to do'}"


def killed(run):
    """Some were really killed, and afterwards a load and check are as ever."""
    statuses = run.facts.need("first.killed.statuses").split()
    hit = dict(zip(statuses[1::2], map(int, statuses[::2]))).get("137", 0)
    bad = [name for name in ("load", "again", "check")
           if run.facts.need(f"first.killed.{name}.status") != "0"]
    return hit > KILLED // 10 and not bad, \
        f"seed {SEED}: {hit} of {KILLED} killed; failed after that: {' '.join(bad) or 'nothing'}"


def settled(run):
    """After the kills the notes are right: refresh loads or has nothing to do, and says why not."""
    status = run.facts.need("first.killed.refresh.status")
    said = run.facts.need("first.killed.refresh.err").strip()
    return status == "0" or (status == "1" and "interrupted" in said), f"{status}: {said}"


def cases():
    """One long boot."""
    yield Case("load-6.1", "6.1", modules=(("bochs", ""),), after=SCRIPT, seconds=2400,
               checks=(checks.loaded, checks.native_driver, all_loaded, memory,
                       _leaves_nothing("row.after"), at_once, _leaves_nothing("once.after"),
                       killed, settled, _leaves_nothing("killed.after"), checks.true_base,
                       *SHOWN), baseline="plain-bochs-6.1", groups=("load",))
