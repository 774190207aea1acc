#!/bin/sh
# PID 1 of the initrd (busybox): brings up what the program needs, lets it prepare the root, and goes there.
# What may go wrong ends in one line on every console, and a shell for whoever sits at the machine.
export PATH=/bin
/bin/busybox --install -s /bin

mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
mount -t devtmpfs -o nosuid,mode=755 devtmpfs /dev
cmdline=" $(cat /proc/cmdline) "

# For `k3os analyze`: begin|end, and of what.
timeline=/timeline
mark() {
	read -r uptime _ </proc/uptime
	echo "$uptime $1" >>"$timeline"
}
mark "begin initrd"

has_word() {
	case $cmdline in *" $1 "*) return 0 ;; esac
	return 1
}

# Of the kernel's messages errors only, so that ours can be found between them; `debug` and `loglevel=` are wishes for more.
case $cmdline in *" debug "* | *" loglevel="* | *" ignore_loglevel "*) ;; *) dmesg -n 4 ;; esac

# NAME: its value on the command line, where the last one counts.
word_value() {
	value=
	for word in $cmdline; do
		case $word in "$1="*) value=${word#*=} ;; esac
	done
	echo "$value"
}

# Names of all consoles, the one of /dev/console last.
consoles() {
	for name in $(cat /sys/class/tty/console/active); do
		[ "$name" = tty0 ] && name=tty1
		[ -c "/dev/$name" ] && echo "$name"
	done
}

# One that takes nothing, a serial line that waits for its other end for example, must not hold up the boot.
tell_one() {
	timeout 5 sh -c 'printf "%s\r\n" "$1" >"/dev/$2"' sh "$2" "$1"
}

tell() {
	for name in $(consoles); do
		tell_one "$name" "$1"
	done
}

tell_lines() {
	while IFS= read -r line; do tell "$line"; done
}

load_drivers() {
	find /sys/devices -name modalias -exec cat {} + | sort -u | xargs modprobe -a -b -q
} >/dev/null 2>&1

# What rescue shells are entered with: the whole system when it is mounted, else what the initrd has.
write_rescue_shell() {
	cat >/bin/rescue-shell <<'END'
#!/bin/sh
root=/ shell=/bin/sh
# Not only there: it may be the damaged part.
chroot /system /bin/bash -c : 2>/dev/null && root=/system shell='/bin/bash --norc'
echo
echo 'Rescue shell of k3os, as root. To end it: reboot, or poweroff.'
if [ "$root" = /system ]; then
	echo '  lsblk -f                   disks, their file systems and labels'
	echo '  mount -L K3OS_STATE /mnt   the disk of this node, with its configuration:'
	echo '    /mnt/k3os/system/config.yaml, /mnt/k3os/data/var/lib/rancher/k3os'
	echo '  k3os config validate FILE  checks a configuration'
	[ ! -s /system/run/k3os/init.err ] || echo '  cat /run/k3os/init.err     what the boot said before it gave up'
fi
echo
[ "$(tty)" = /dev/tty1 ] && TERM=linux || TERM=vt220
export TERM HOME=/run PS1='rescue:\w# ' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /
exec chroot "$root" $shell
END
	chmod 755 /bin/rescue-shell
}

# Ends in busybox's init, which gives each shell a terminal of its own with job control, starts it again when it ends,
# and understands reboot, poweroff and Ctrl-Alt-Del. Serial lines are often reached over a network: an open shell
# there is for whoever asks for it on the kernel command line.
rescue() {
	end_guard
	tell ''
	tell "k3os: $1"
	for name in $(consoles); do
		[ "$name" = tty1 ] || has_word rescue=serial || {
			tell_one "$name" 'A rescue shell is on screen and keyboard only. To have it on this line: restart, and in the boot menu choose'
			tell_one "$name" 'the rescue shell with serial line, or add the word rescue=serial to the kernel command line.'
		}
	done
	# For the keyboard, and for disks somebody wants to look at: behind a hub or a controller there is more to find.
	for _ in 1 2 3; do
		load_drivers
		sleep 1
	done
	[ ! -d /system/tmp ] || mount -t tmpfs tmpfs /system/tmp
	write_rescue_shell
	mkdir -p /etc
	{
		echo '::ctrlaltdel:/bin/reboot'
		echo '::shutdown:/bin/umount -a -r 2>/dev/null'
		[ ! -c /dev/tty1 ] || echo 'tty1::respawn:/bin/rescue-shell'
		for name in $(consoles); do
			[ "$name" = tty1 ] || ! has_word rescue=serial || echo "$name::respawn:/bin/rescue-shell"
		done
	} >/etc/inittab
	exec env -i PATH=/bin /bin/init
}

# A generation on trial leaves the machine to the one before: the boot loader counts its tries, and `k3os generations` of the one
# that then runs says why. The disk may be what hangs.
leave_trial() {
	number=$(word_value k3os.gen)
	tell "k3os: CANNOT BOOT generation $number, which is on trial: $1"
	tell 'k3os: restarting in 10 s'
	[ ! -d /state/k3os ] || timeout 10 sh -c 'mkdir -p "${1%/*}" && echo "$2" >"$1" && sync' sh \
		"/state/k3os/data/var/lib/rancher/k3os/generations/$number.failed" "$1"
	sleep 10
	reboot -f
}

fail() {
	has_word k3os.trial=1 && leave_trial "$1"
	rescue "CANNOT BOOT: $1"
}

# For a generation on trial that does not even fail.
start_guard() {
	has_word k3os.trial=1 || return 0
	(
		trap 'kill $!; exit' TERM
		sleep 1200 &
		wait $!
		leave_trial 'its initrd was not done within 20 minutes'
	) &
	guard=$!
}

end_guard() {
	[ -z "$guard" ] || kill "$guard"
	guard=
}

# Devices with an ext4 file system whose UUID and label, in hexadecimal, are as the pattern says; busybox has no blkid. The
# superblock is 1024 bytes in, and has its magic number at 56, the UUID at 104, the label at 120.
state_devices() {
	for name in $(ls /sys/class/block); do
		case $name in loop* | ram* | zram* | sr* | fd*) continue ;; esac
		device=/dev/$(echo "$name" | tr '!' '/')
		super=$(dd if="$device" bs=512 skip=2 count=1 2>/dev/null | xxd -p | tr -d '\n')
		[ "$(echo "$super" | cut -c 113-116)" = 53ef ] || continue
		case $(echo "$super" | cut -c 209-272) in $state_pattern) echo "$device" ;; esac
	done
}

find_state() {
	# The UUID is the boot loader's word; without it there may be one only that is labelled K3OS_STATE.
	uuid=$(word_value k3os.state)
	state_mark='labelled K3OS_STATE'
	state_pattern='????????????????????????????????4b334f535f535441544500*'
	[ -z "$uuid" ] || {
		state_mark="UUID $uuid"
		state_pattern="$(echo "$uuid" | tr -d - | tr A-F a-f)*"
	}
	read -r begun _ </proc/uptime
	waited=0
	while :; do
		load_drivers
		set -- $(state_devices)
		[ $# -eq 0 ] || break
		read -r now _ </proc/uptime
		[ $((${now%.*} - ${begun%.*})) -lt 30 ] || fail "the disk with the state of this node ($state_mark) is not found after 30 s: check the disk and its cables"
		[ $((${now%.*} - ${begun%.*})) -lt $((waited + 5)) ] || {
			waited=$((${now%.*} - ${begun%.*}))
			tell "k3os: waiting for the disk with the state of this node ($state_mark): $waited s of 30 s"
		}
		sleep 0.3
	done
	[ $# -eq 1 ] || fail "the state of this node ($state_mark) is on more than one disk: $*. Take away those that do not belong here"
	state_device=$1
}

# Hardware that restarts a machine on which nothing runs any more. The driver is there by now; init takes over what feeds it.
feed_watchdog() {
	[ -c /dev/watchdog ] || return 0
	watchdog -F -t 10 -T 60 /dev/watchdog 2>/dev/kmsg &
	watchdog=$!
}

# What can be mended without a choice is; then all that can be, since nobody may be here to choose.
mount_state() {
	e2fsck -p "$state_device" >/e2fsck.log 2>&1
	[ $(($? & 4)) -eq 0 ] || {
		tell "k3os: the file system on $state_device is damaged; mending it, which may take long"
		end_guard
		e2fsck -y "$state_device" >>/e2fsck.log 2>&1
		start_guard
	}
	mkdir /state
	mount -t ext4 -o noatime "$state_device" /state ||
		fail "the file system on $state_device, with the state of this node, is damaged and cannot be mended: look at /e2fsck.log, or install anew"
}

# PART: its folder in the generation that is booted.
part_of() {
	part=$(sed -n "s/^$1=//p" "$generation/boot.env" 2>/dev/null)
	[ -z "$part" ] || echo "/state$part"
}

# An installed system: the initrd has what finds the disk, and everything else is there, by generation.
open_generation() {
	find_state
	feed_watchdog
	mount_state
	number=$(word_value k3os.gen)
	generation=/state/k3os/system/generations/${number:-current}
	damaged="generation ${number:-current} on $state_device is damaged: choose another one in the boot menu, or install anew"
	mount -t squashfs -o loop,ro "$(part_of k3os)/k3os.squashfs" /system || fail "$damaged"
}

start_guard

mark "begin first drivers"
while read -r module; do
	insmod "/modules/$module" || fail "kernel module $module of the initrd does not load"
done </modules/order
mark "end first drivers"

mkdir /drivers
mount -t squashfs -o loop,ro /modules.squashfs /drivers ||
	fail "the drivers in the initrd are damaged (/modules.squashfs): write the medium anew, or boot another version"
# Here the kernel looks for firmware, and busybox for modules; and the kernel for what loads modules that it needs itself.
ln -s /drivers/lib /lib
echo /bin/modprobe >/proc/sys/kernel/modprobe

damaged="the system in the initrd is damaged (/k3os.squashfs): write the medium anew, or boot another version"
if [ -e /k3os.squashfs ]; then
	mount -t squashfs -o loop,ro /k3os.squashfs /system || fail "$damaged"
else
	mark "begin disk"
	open_generation
	mark "end disk"
fi
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /system/run
mkdir -p /system/run/k3os/initrd
mount --bind /drivers /system/mnt
mount --bind /drivers/lib/modules /system/usr/lib/modules
mount --bind /drivers/lib/firmware /system/usr/lib/firmware
mount --bind /system/usr/etc /system/etc
mount --bind /proc /system/proc
mount --bind /sys /system/sys
mount --bind /dev /system/dev
[ ! -e /k3s.squashfs ] || {
	mkdir /system/run/k3os/k3s
	mount -t squashfs -o loop,ro /k3s.squashfs /system/run/k3os/k3s ||
		fail "the k3s in the initrd is damaged (/k3s.squashfs): write the medium anew, or boot another version"
}
[ ! -d /state ] || {
	mkdir /system/run/k3os/state
	mount --bind /state /system/run/k3os/state
	cp "$generation/boot.env" /system/run/k3os/initrd/boot.env
	for part in kernel k3s; do
		image=$(part_of $part)/$part.squashfs
		[ -e "$image" ] || continue
		mkdir /system/run/k3os/$part
		mount -t squashfs -o loop,ro "$image" /system/run/k3os/$part || fail "$damaged"
	done
}
cp /bin/busybox /system/run/k3os/initrd/busybox
[ ! -e /config.yaml ] || cp -p /config.yaml /system/run/k3os/initrd/config.yaml

if has_word rescue || has_word rescue=serial || has_word k3os.mode=rescue || has_word k3os.mode=shell; then
	rescue "rescue shell, as the kernel command line asks for"
fi

# What takes long is done beside the program, which uses one processor only: unpacking the rest of the program where there is
# another processor, and loading the drivers of what is there. Nobody waits for either.
[ "$(nproc)" -eq 1 ] || cat /system/usr/sbin/k3os >/dev/null &
{ mark "begin drivers"; load_drivers; mark "end drivers"; } &

# It prepares the root and applies the first part of the configuration. Once the root is complete a failure costs no boot: it is on
# the consoles and in the report, and a node that boots can be mended.
root=/system/run/k3os/root
mark "begin k3os init"
set -o pipefail
chroot /system /usr/sbin/k3os init 2>/system/run/k3os/init.err | tell_lines || {
	cause=$(grep '^k3os: ' /system/run/k3os/init.err | tail -n 1)
	cause=${cause#k3os: }
	[ -e "$root/run/k3os/mode" ] || fail "${cause:-$damaged}"
	tell "k3os: the initrd phase FAILED: ${cause:-the program has ended without a word}"
}
set +o pipefail
mark "end k3os init"

cp "$timeline" "$root/run/k3os/timeline"
timeline=$root/run/k3os/timeline
mark "end initrd"
[ -z "$watchdog" ] || echo "$watchdog" >"$root/run/k3os/watchdog.pid"
# Of a generation on trial, should its services never get so far: the way back does not depend on them.
has_word k3os.trial=1 && chroot "$root" /usr/lib/k3os/trial-guard </dev/null >/dev/null 2>&1 &
end_guard
for place in proc sys dev; do
	umount "/system/$place"
	umount -l "/$place"
done
echo /sbin/modprobe >"$root/proc/sys/kernel/modprobe"
exec env -i TERM=linux switch_root "$root" /sbin/init <"$root/dev/console" >"$root/dev/console" 2>&1
