# The disk of an installed node, and on it the generation that is booted.

# Devices with an ext4 file system whose UUID and label, in hexadecimal, are as the pattern says; busybox has no blkid. The
# superblock is 1024 bytes in, and has its magic number at 56, the UUID at 104, the label at 120.
state_devices() {
	for name in $(ls /sys/class/block); do
		case $name in loop* | ram* | zram* | sr* | fd*) continue ;; esac
		device=/dev/$(echo "$name" | tr '!' '/')
		super=$(dd if="$device" bs=512 skip=2 count=1 2>/dev/null | xxd -p | tr -d '\n')
		[ "$(echo "$super" | cut -c 113-116)" = 53ef ] || continue
		case $(echo "$super" | cut -c 209-272) in $state_pattern) echo "$device" ;; esac
	done
}

find_state() {
	# The UUID is the boot loader's word; without it there may be one only that is labelled K3OS_STATE.
	uuid=$(word_value k3os.state)
	state_mark='labelled K3OS_STATE'
	state_pattern='????????????????????????????????4b334f535f535441544500*'
	[ -z "$uuid" ] || {
		state_mark="UUID $uuid"
		state_pattern="$(echo "$uuid" | tr -d - | tr A-F a-f)*"
	}
	read -r begun _ </proc/uptime
	waited=0
	while :; do
		load_drivers
		set -- $(state_devices)
		[ $# -eq 0 ] || break
		read -r now _ </proc/uptime
		[ $((${now%.*} - ${begun%.*})) -lt 30 ] || fail "the disk with the state of this node ($state_mark) is not found after 30 s: check the disk and its cables"
		[ $((${now%.*} - ${begun%.*})) -lt $((waited + 5)) ] || {
			waited=$((${now%.*} - ${begun%.*}))
			tell "k3os: waiting for the disk with the state of this node ($state_mark): $waited s of 30 s"
		}
		sleep 0.3
	done
	[ $# -eq 1 ] || fail "the state of this node ($state_mark) is on more than one disk: $*. Take away those that do not belong here"
	state_device=$1
}

# What can be mended without a choice is; then all that can be, since nobody may be here to choose.
mount_state() {
	e2fsck -p "$state_device" >/e2fsck.log 2>&1
	[ $(($? & 4)) -eq 0 ] || {
		tell "k3os: the file system on $state_device is damaged; mending it, which may take long"
		end_guard
		e2fsck -y "$state_device" >>/e2fsck.log 2>&1
		start_guard
	}
	mkdir /state
	mount -t ext4 -o noatime "$state_device" /state ||
		fail "the file system on $state_device, with the state of this node, is damaged and cannot be mended: look at /e2fsck.log, or install anew"
}

# PART: its folder in the generation that is booted.
part_of() {
	part=$(sed -n "s/^$1=//p" "$generation/boot.env" 2>/dev/null)
	[ -z "$part" ] || echo "/state$part"
}

# An installed system: the initrd has what finds the disk, and everything else is there, by generation.
open_generation() {
	find_state
	feed_watchdog
	mount_state
	number=$(word_value k3os.gen)
	generation=/state/k3os/system/generations/${number:-current}
	damaged="generation ${number:-current} on $state_device is damaged: choose another one in the boot menu, or install anew"
	mount -t squashfs -o loop,ro "$(part_of k3os)/k3os.squashfs" /system || fail "$damaged"
}
