import { type LayoutEntry, layout } from './layout.ts';

type EntryOf<K extends LayoutEntry['kind']> = Extract<LayoutEntry, { kind: K }>;

/**
 * A POSIX sh script which builds the layout below $target. It expects, as variables: `target` (an existing folder),
 * `image` (the mounted system image), `system` (/k3os/system of the state partition), `data` (folder of all that
 * persists). Running it needs mount, chroot and what busybox has. It ends at the first error.
 */
export function renderLayoutScript(entries: readonly LayoutEntry[] = layout): string {
  return [...preamble, ...entries.flatMap(render)].map((line) => `${line}\n`).join('');
}

const preamble = [
  // -u also says which of the four variables is missing.
  'set -eu',
  ': "$target" "$image" "$system" "$data"',
  // Folders made on the way, such as /home, must be open to their users: a caller's 077 would lock them out.
  'umask 022',
  // An entry may meet what an earlier boot made; a link in its place would lead out of the target.
  'place() { [ ! -L "$target$1" ] || rm -f "$target$1"; mkdir -p "$target$1"; chmod "$2" "$target$1"; }',
  'own() { chroot "$target" chown "$@"; }',
  'link() { [ -L "$target$1" ] || rm -rf "$target$1"; ln -snf "$2" "$target$1"; }',
  'bind_read_only() { mkdir -p "$target$2"; mount --bind "$1" "$target$2"; mount -o remount,bind,ro "$target$2"; }',
  'bind_data() { mkdir -p "$data/$1" "$target$2"; mount --bind "$data/$1" "$target$2"; }',
  'new_id() { tr -d - </proc/sys/kernel/random/uuid; }',
];

const renderers: { [K in LayoutEntry['kind']]: (entry: EntryOf<K>) => string[] } = {
  tmpfs: ({ path, mode, size }) => [
    `mkdir -p "$target${path}"`,
    `mount -t tmpfs -o ${[`mode=${octal(mode)}`, 'nodev', 'nosuid', ...(size ? [`size=${size}`] : [])].join(',')} tmpfs "$target${path}"`,
  ],
  image: ({ path }) => [`bind_read_only "$image${path}" ${path}`],
  system: ({ path }) => [`bind_read_only "$system" ${path}`],
  state: ({ path, from }) => [`bind_data ${from} ${path}`],
  directory: ({ path, mode, owner }) => [`place ${path} ${octal(mode)}`, ...ownership(path, owner)],
  link: ({ path, target }) => [`link ${path} ${target}`],
  copy: ({ path, from, once, owner }) => {
    const fill = (into: string) => [
      `mkdir -p "$target${into}"`,
      `cp -a "$target${from}/." "$target${into}/"`,
      ...ownership(into, owner, '-R '),
    ];
    if (!once) {
      return fill(path);
    }

    // Complete under its name or not there: a half-made home would never be looked at again.
    const unfinished = `${path}.new`;
    const steps = [
      `rm -rf "$target${unfinished}"`,
      ...fill(unfinished),
      `mv "$target${unfinished}" "$target${path}"`,
    ];
    return [`[ -e "$target${path}" ] || {`, ...steps.map((line) => `  ${line}`), '}'];
  },
  // Written under another name first: power may fail in between, and an empty id would be everybody's.
  'machine-id': ({ path, from }) => [
    `if ! grep -qxE '[0-9a-f]{32}' "$target${from}" 2>/dev/null; then`,
    `  new_id >"$target${from}.new"; chmod 444 "$target${from}.new"; sync; mv "$target${from}.new" "$target${from}"`,
    'fi',
    `cp "$target${from}" "$target${path}"`,
  ],
};

function render(entry: LayoutEntry): string[] {
  return (renderers[entry.kind] as (entry: LayoutEntry) => string[])(entry);
}

function ownership(path: string, owner: string | undefined, flags = ''): string[] {
  return owner === undefined ? [] : [`own ${flags}${owner} ${path}`];
}

function octal(mode: number): string {
  return mode.toString(8);
}
