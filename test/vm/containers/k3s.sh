#!/bin/sh
# In the place of k3s in a test image: no Kubernetes, but the programs that k3s brings along, unpacked and started as it
# does. Like k3s it carries them in itself: behind this script a tar archive begins, at byte @PAYLOAD@.
set -eu
data=/var/lib/rancher/k3s/data/current
export PATH="$data/bin:$PATH" LD_LIBRARY_PATH="$data/lib"

unpack() {
	[ ! -d "$data" ] || return 0
	rm -rf "$data.new"
	mkdir -p "$data.new"
	tail -c +@PAYLOAD@ "$0" | tar -x -C "$data.new"
	mv "$data.new" "$data"
}

case "${0##*/} ${1:-}" in
'ctr '*)
	exec "$data/bin/ctr" --address /run/k3s/containerd/containerd.sock --namespace k8s.io "$@"
	;;
*' --version')
	echo "k3s version @VERSION@ (containers only)"
	;;
*' server')
	unpack
	exec containerd --config "$data/etc/containerd.toml"
	;;
*)
	echo "k3s: this one knows nothing but server and --version; its other name is ctr" >&2
	exit 1
	;;
esac
exit
