import { demands } from './bench-node.ts';

/** In place of k3s on both systems: says when it was started, later what memory is used and what is missing, and stays. */
export const stubK3s = `#!/bin/sh
case "$1" in
server) ;;
--version) echo "k3s version v1.36.4+k3s1 (bench)"; exit ;;
*) echo "this is no k3s: it only measures when k3s would start" >&2; exit 1 ;;
esac
read -r uptime _ </proc/uptime
echo "bench-k3s started uptime=$uptime." >/dev/console

# Until the boot has nothing left to do: nine parts of ten seconds idle. Not for ever.
ticks() {
	read -r _ user nice system idle waiting _ </proc/stat
	busy=$((user + nice + system))
	quiet=$((idle + waiting))
}
ticks
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
	busy_before=$busy
	quiet_before=$quiet
	sleep 10
	ticks
	[ $(((busy - busy_before) * 9)) -gt $((quiet - quiet_before)) ] || break
done
while read -r name value _; do
	case $name in
	MemTotal:) total=$value ;;
	MemAvailable:) available=$value ;;
	esac
done </proc/meminfo
missing=
while read -r demand; do
	sh -c "$demand" || missing="$missing $demand;"
done <<'END'
${demands.join('\n')}
END
echo "bench-k3s settled used=$((total - available)) kB, missing:$missing." >/dev/console
exec sleep infinity
`;

/** Seconds since the kernel started. */
export const started = /\bbench-k3s started uptime=(\d+\.\d+)\./;
/** Memory that no program could have any more, and what the system has not done. */
export const settled = /\bbench-k3s settled used=(\d+) kB, missing:(.*)\./;
