#!/bin/bash
# One first boot of the bench's root, in namespaces of its own: first-boot.sh WORK LOWER K3OS USERDATA PROGRAM
# PROGRAM is k3os or cloud-init. Prints one line a stage, see root.sh,
# and fails when the stages did not do what the user data says.
set -eu
work=$1 lower=$2 k3os=$3 userdata=$4 program=$5
. "${0%/*}/root.sh"
make_root

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

run_stages "$stages"
check etc/bench/one one
check etc/bench/two two
check bootcmd-ran boot
check runcmd-ran 'run
again'
check etc/hostname bench-1
grep -q alice@example "$root/home/rancher/.ssh/authorized_keys"
