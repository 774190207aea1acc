#!/bin/bash
# From a link that is up to user-data that is applied, in namespaces of its own:
# data-sources.sh WORK LOWER K3OS PROGRAM SOURCES NODE SERVICES MACHINES WAIT_NETWORK
# PROGRAM is k3os or cloud-init. Prints one line a stage, see root.sh.
# The firmware says that the machine is Amazon's, whose service answers; of the other services at its address all answer 404, and
# the one at another address does not answer at all.
set -eu
work=$1 lower=$2 k3os=$3 program=$4 sources=$5 node=$6 services=$7 machines=$8 wait=$9
. "${0%/*}/root.sh"
id=ec2f1a2b-0000-4000-8000-000000000001

make_root
# The links of these namespaces, and the firmware of Amazon's machine.
mount -t sysfs -o ro sysfs "$work/inner"
mount -t tmpfs sys "$root/sys"
mkdir -p "$root/sys/class/net" "$root/sys/class/block" "$root/sys/class/dmi/id" "$root/sys/devices"
mount --bind "$work/inner/class/net" "$root/sys/class/net"
mount --bind "$work/inner/devices" "$root/sys/devices"
for field in "sys_vendor Amazon EC2" "product_uuid $id" "product_serial $id" "chassis_asset_tag Amazon EC2" "product_name t3.micro"; do
  echo "${field#* }" >"$root/sys/class/dmi/id/${field%% *}"
done
mkdir -p "$root/usr/lib/k3os"
cp "$wait" "$root/usr/lib/k3os/"
# No name server: who looks for one is told at once that there is none.
: >"$root/etc/resolv.conf"

case $program in
k3os)
  mkdir -p "$root/run/k3os"
  echo live >"$root/run/k3os/mode"
  export K3OS_DATA_SOURCES=${sources// /$'\n'}
  stages="k3os datasource apply
k3os config"
  ;;
cloud-init)
  cat >"$root/etc/cloud/cloud.cfg.d/99-bench.cfg" <<END
datasource_list: [${sources// /, }]
system_info: {default_user: {name: rancher}}
END
  stages='cloud-init init
cloud-init modules --mode=config
cloud-init modules --mode=final'
  # What it does before there is a network, and is not counted.
  chroot "$root" cloud-init init --local >>"$work/log" 2>&1 </dev/null || true
  ;;
esac

ip address add 169.254.169.254/32 dev lo
"$node" "$services" "$machines" 169.254.169.254 &
server=$!
trap 'kill $server' EXIT
until (: </dev/tcp/169.254.169.254/80) 2>/dev/null; do sleep 0.05; done
# A cable into a wall: what is sent to anywhere else is lost.
ip link add eth0 type veth peer name wall
ip link set eth0 arp off
ip link set wall up
ip address add 10.0.0.5/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.0.1

run_stages "$stages"
check etc/bench/one one
check runcmd-ran 'run
again'
check etc/hostname bench-1
