import { type LayoutEntry, layout } from './layout.ts';

type EntryOf<K extends LayoutEntry['kind']> = Extract<LayoutEntry, { kind: K }>;

/**
 * A POSIX sh script which builds the layout below $target. It expects, as variables: `target` (an existing folder),
 * `image` (the mounted system image), `system` (/k3os/system of the state partition), `data` (folder of all that
 * persists). Running it needs what busybox has. It ends at the first error.
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
  // By number, from the files of the target: to start its own chown takes longer than all that a shell can do itself.
  'id_of() { while IFS=: read -r name _ id _; do [ "$name" != "$2" ] || { echo "$id"; return; }; done <"$target/etc/$1"; return 1; }',
  'own() { user=$(id_of passwd "$1"); group=$(id_of group "$2"); shift 2; chown "$user:$group" "$@"; }',
  'link() { [ -L "$target$1" ] || rm -rf "$target$1"; ln -snf "$2" "$target$1"; }',
  'bind_read_only() { mkdir -p "$target$2"; mount --bind "$1" "$target$2"; mount -o remount,bind,ro "$target$2"; }',
  'bind_data() { mkdir -p "$data/$1" "$target$2"; mount --bind "$data/$1" "$target$2"; }',
  'new_id() { tr -d - </proc/sys/kernel/random/uuid; }',
];

const renderers: { [K in LayoutEntry['kind']]: (entry: EntryOf<K>) => string[] } = {
  tmpfs: ({ path, mode, size }) => tmpfs(path, mode, size),
  image: ({ path }) => [`bind_read_only "$image${path}" ${path}`],
  system: ({ path }) => [`bind_read_only "$system" ${path}`],
  state: ({ path, from }) => [`bind_data ${from} ${path}`],
  directory: ({ path, mode, owner }) => [
    `place ${path} ${octal(mode)}`,
    ...(owner === undefined ? [] : [`own ${userAndGroup(owner)} "$target${path}"`]),
  ],
  link: ({ path, target }) => [`link ${path} ${target}`],
  overlay: ({ path, from, mode, size }) => [
    ...tmpfs(path, mode, size),
    `mkdir "$target${path}/upper" "$target${path}/work"`,
    // By names below it: a colon or a comma in that of the target would mean something.
    `(cd "$target" && mount -t overlay -o nodev,nosuid,lowerdir=${below(from)},upperdir=${below(path)}/upper,workdir=${below(path)}/work overlay "$target${path}")`,
  ],
  // Complete under its name or not there: a half-made home would never be looked at again.
  copy: ({ path, from, owner }) => [
    `[ -e "$target${path}" ] || {`,
    `  rm -rf "$target${path}.new"`,
    `  cp -a "$target${from}" "$target${path}.new"`,
    `  own ${userAndGroup(owner)} -hR "$target${path}.new"`,
    `  mv "$target${path}.new" "$target${path}"`,
    '}',
  ],
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

function tmpfs(path: string, mode: number, size: string | undefined): string[] {
  const options = [`mode=${octal(mode)}`, 'nodev', 'nosuid', ...(size ? [`size=${size}`] : [])];
  return [
    `mkdir -p "$target${path}"`,
    `mount -t tmpfs -o ${options.join(',')} tmpfs "$target${path}"`,
  ];
}

function below(path: string): string {
  return path.slice(1);
}

function userAndGroup(owner: string): string {
  return owner.replace(':', ' ');
}

function octal(mode: number): string {
  return mode.toString(8);
}
