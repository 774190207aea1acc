#!/bin/bash
# One first boot of the bench's root, in namespaces of its own: first-boot.sh WORK LOWER K3OS USERDATA PROGRAM
# PROGRAM is k3os or cloud-init. Prints one line a stage: NAME STATUS MICROSECONDS PEAK_KILOBYTES
# and fails when the stages did not do what the user data says.
set -eu
work=$1 lower=$2 k3os=$3 userdata=$4 program=$5
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

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

case $program in
k3os)
  mkdir -p "$root/run/config" "$root/run/k3os"
  cp "$userdata" "$root/run/config/userdata"
  echo sandbox >"$root/run/k3os/mode"
  stages='k3os config --initrd
k3os config --boot
k3os config'
  ;;
cloud-init)
  seed=$root/var/lib/cloud/seed/nocloud
  mkdir -p "$seed"
  cp "$userdata" "$seed/user-data"
  echo 'instance-id: bench-1' >"$seed/meta-data"
  printf 'datasource_list: [NoCloud]\nsystem_info: {default_user: {name: rancher}}\n' \
    >"$root/etc/cloud/cloud.cfg.d/99-bench.cfg"
  stages='cloud-init init --local
cloud-init init
cloud-init modules --mode=config
cloud-init modules --mode=final'
  ;;
esac

while read -r stage; do
  status=0
  start=$EPOCHREALTIME
  # shellcheck disable=SC2086
  /usr/bin/time -q -f %M -o "$work/peak" chroot "$root" $stage >>"$work/log" 2>&1 </dev/null || status=$?
  end=$EPOCHREALTIME
  echo "${stage// /_} $status $((${end/./} - ${start/./})) $(cat "$work/peak")"
done <<END
$stages
END

check() {
  [ "$(cat "$root/$1")" = "$2" ] || {
    echo "$program did not do its work: $1 is not $2" >&2
    cat "$work/log" >&2
    exit 1
  }
}
check etc/bench/one one
check etc/bench/two two
check bootcmd-ran boot
check runcmd-ran 'run
again'
check etc/hostname bench-1
grep -q alice@example "$root/home/rancher/.ssh/authorized_keys"
