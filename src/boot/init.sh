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
timeline=/timeline proc=/proc
mark() {
	read -r uptime _ <"$proc/uptime"
	echo "$uptime $1" >>"$timeline"
}
mark "begin initrd"

# Names of all consoles, the one of /dev/console last.
consoles() {
	for name in $(cat /sys/class/tty/console/active); do
		[ "$name" = tty0 ] && name=tty1
		[ -c "/dev/$name" ] && echo "$name"
	done
}

tell() {
	for name in $(consoles); do
		printf '%s\n' "$1" >"/dev/$name"
	done
}

has_word() {
	case $cmdline in *" $1 "*) return 0 ;; esac
	return 1
}

# With the whole system, when that is mounted. Serial lines are often reached over a network: an open shell there is for
# whoever asks for it on the kernel command line.
shell_on() {
	root=/
	[ ! -x /system/usr/bin/bash ] || root=/system
	while :; do
		setsid -c chroot "$root" /bin/sh -l <"/dev/$1" >"/dev/$1" 2>&1
		printf 'The shell has ended, here is another. To restart the machine: reboot -f\n' >"/dev/$1"
		sleep 1
	done
}

rescue() {
	tell "k3os: $1"
	{ [ -c /dev/tty1 ] && { echo; echo "Rescue shell as root. To restart the machine: reboot -f"; } >/dev/tty1; shell_on tty1; } &
	for name in $(consoles); do
		[ "$name" = tty1 ] && continue
		if has_word rescue=serial; then
			shell_on "$name" &
		else
			printf 'A rescue shell is on screen and keyboard only. To have it on this line: restart, in the boot menu choose the\nrescue shell with serial line, or add the word rescue=serial to the kernel command line.\n' >"/dev/$name"
		fi
	done
	while :; do sleep 3600; done
}

fail() {
	rescue "CANNOT BOOT: $1"
}

mark "begin first drivers"
while read -r module; do
	insmod "/modules/$module" || fail "kernel module $module does not load"
done </modules/order
mark "end first drivers"

mount -t squashfs -o loop,ro /k3os.squashfs /system || fail "the system image in the initrd is damaged"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /system/run
mkdir -p /system/run/k3os/initrd
mount -t squashfs -o loop,ro /modules.squashfs /system/mnt || fail "the kernel modules in the initrd are damaged"
mount --bind "/system/mnt/lib/modules" /system/usr/lib/modules
mount --bind "/system/mnt/lib/firmware" /system/usr/lib/firmware
mount --bind /system/usr/etc /system/etc
mount --bind /proc /system/proc
mount --bind /sys /system/sys
mount --bind /dev /system/dev
[ ! -e /k3s.squashfs ] || {
	mkdir /system/run/k3os/k3s
	mount -t squashfs -o loop,ro /k3s.squashfs /system/run/k3os/k3s || fail "the k3s in the initrd is damaged"
}
[ ! -e /config.yaml ] || cp -p /config.yaml /system/run/k3os/initrd/config.yaml
# The kernel looks for firmware from our root.
ln -s /system/usr/lib /lib

if has_word rescue || has_word rescue=serial || has_word k3os.mode=rescue || has_word k3os.mode=shell; then
	rescue "rescue shell, as the kernel command line asks for"
fi

mark "begin k3os init"
chroot /system /usr/sbin/k3os init 2>/system/run/k3os/init.err ||
	fail "$(tail -n 1 /system/run/k3os/init.err)"

mark "end k3os init"

root=/system/run/k3os/root
cp "$timeline" "$root/run/k3os/timeline"
for place in proc sys dev; do
	umount "/system/$place"
	mount --move "/$place" "$root/$place" || fail "cannot move /$place to the new root"
done
timeline=$root/run/k3os/timeline proc=$root/proc
# A failure is on the consoles and in the report; a node that boots can be mended.
chroot "$root" /usr/sbin/k3os config --initrd <"$root/dev/null"
mark "end initrd"
exec env -i TERM=linux switch_root "$root" /sbin/init <"$root/dev/console" >"$root/dev/console" 2>&1
