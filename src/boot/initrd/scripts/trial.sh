# What brings a machine back to the generation before when the one on trial does not get through its initrd.

# Not those of the kernel command line, whose unknown words are in the environment.
guard='' watchdog=''

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

# Hardware that restarts a machine on which nothing runs any more. The driver is there by now; init takes over what feeds it.
feed_watchdog() {
	[ -c /dev/watchdog ] || return 0
	watchdog -F -t 10 -T 60 /dev/watchdog 2>/dev/kmsg &
	watchdog=$!
}
