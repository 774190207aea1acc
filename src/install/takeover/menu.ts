/** Beside GRUB's own grub.cfg, which becomes ours: the menu of the system that was here before. */
export const menuNames = {
  menu: 'grub.cfg',
  before: 'grub.cfg.before-k3os',
  unfinished: 'grub.cfg.k3os-new',
} as const;

const heading = '# Made by k3os install --takeover.';

/** Of the system that is started beside: GRUB of another Linux reads it, and finds the rest by the UUID. */
export function menuBeside(uuid: string): string {
  return `${heading} The menu of the system before is ${menuNames.before}, beside this.
search --no-floppy --fs-uuid --set=k3os_disk ${uuid}
if [ -f "($k3os_disk)/k3os/system/boot/grub/grub.cfg" ]; then
	# As long as that system is whole, it is what a k3os that does not come up goes back to.
	if [ -f "($k3os_disk)/k3os/system/takeover" ]; then
		set before="$prefix/${menuNames.before}"
		export before
	fi
	set files="($k3os_disk)/k3os/system/boot"
	export files
	set root="$k3os_disk"
	configfile "$files/grub/grub.cfg"
fi
configfile "$prefix/${menuNames.before}"
`;
}

export function isMenuBeside(text: string): boolean {
  return text.startsWith(heading);
}

/** What grub-disk.cfg and the menu above are made of, besides what GRUB of a PC always has loaded. */
export const menuModules = [
  ...['boot', 'chain', 'configfile', 'echo', 'gcry_sha256', 'hashsum', 'linux', 'loadenv'],
  ...['minicmd', 'probe', 'reboot', 'regexp', 'search', 'search_fs_uuid', 'search_label', 'serial'],
  ...['sleep', 'terminal', 'test'],
] as const;
