/** Paths while the initrd runs, as the program sees them: it runs in the system image, /run is a tmpfs. */
export const places = {
  /** The root that PID 1 will go to. */
  root: '/run/k3os/root',
  /** Squashfs images that the initrd has mounted: modules and firmware, k3s. */
  initrdModules: '/mnt',
  k3s: '/run/k3os/k3s',
  /** A configuration that was baked into the initrd. */
  bakedConfig: '/run/k3os/initrd/config.yaml',
  /** The initrd's own, whose shell has nearly everything built in: starting a program for each folder takes seconds. */
  busybox: '/run/k3os/initrd/busybox',
  /** The file system labelled K3OS_STATE, and what the boot loader has taken from it. */
  state: '/run/k3os/state',
  bootEnvironment: '/run/k3os/initrd/boot.env',
  /** The boot medium. */
  medium: '/run/k3os/iso',
  /** kernel.squashfs of the medium or of the generation. */
  kernel: '/run/k3os/kernel',
  /** What becomes /k3os/system of a live node. */
  system: '/run/k3os/system',
  /** What a live node keeps until it is switched off. */
  data: '/run/k3os/data',
} as const;
