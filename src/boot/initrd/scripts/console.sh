# What a person at any of the consoles is told.

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
