# What is left when the machine cannot boot: a shell for whoever sits at it.

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
