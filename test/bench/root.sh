# shellcheck shell=bash
# A root of the bench's own, in the namespaces of the program that reads this in, and what it runs there.
# Wants: work lower k3os program; gives: root
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

make_root() {
  mount -t tmpfs bench "$work"
  mkdir "$work/upper" "$work/inner" "$work/root"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/upper,workdir=$work/inner" "$work/root"
  root=$work/root
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs dev "$root/dev"
  mount -t tmpfs run "$root/run"
  for device in null zero full random urandom tty; do
    cp -a "/dev/$device" "$root/dev/$device"
  done
  : >"$root/dev/console"
  echo 'console=ttyS0' >"$work/cmdline"
  mount --bind "$work/cmdline" "$root/proc/cmdline"
  ip link set lo up

  grep -q ^rancher: "$root/etc/passwd" || chroot "$root" useradd -m -u 1000 -s /bin/bash rancher
  : >"$root/usr/sbin/k3os"
  mount --bind "$k3os" "$root/usr/sbin/k3os"
}

# Runs the lines of its argument one after another, and prints a line for each: NAME STATUS MICROSECONDS PEAK_KILOBYTES
run_stages() {
  local stage status start end
  while read -r stage; do
    status=0
    start=$EPOCHREALTIME
    # shellcheck disable=SC2086
    /usr/bin/time -q -f %M -o "$work/peak" chroot "$root" $stage >>"$work/log" 2>&1 </dev/null || status=$?
    end=$EPOCHREALTIME
    echo "${stage// /_} $status $((${end/./} - ${start/./})) $(cat "$work/peak")"
  done <<<"$1"
}

check() {
  [ "$(cat "$root/$1")" = "$2" ] || {
    echo "$program did not do its work: $1 is not $2" >&2
    cat "$work/log" >&2
    exit 1
  }
}
