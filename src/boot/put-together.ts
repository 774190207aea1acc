import { plainEnvironment, type System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { renderLayoutScript } from './layout-script.ts';
import { places } from './places.ts';

interface Parts {
  /** Folder that becomes /k3os/system, and the one of all that persists. */
  readonly system: string;
  readonly data: string;
  /** Lines of shell before the layout and after it; `$target`, `$system` and `$data` are known to them. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One script, in a shell that starts nothing: dozens of programs, one after the other, would take seconds. */
export async function putTogether(
  machine: System,
  { system, data, before, after }: Parts,
): Promise<void> {
  const script = [
    'set -e',
    'mkdir -p "$target"',
    ...before,
    renderLayoutScript(),
    ...drivers(machine),
    ...after,
    'for place in proc sys dev; do mount --bind "/$place" "$target/$place"; done',
  ];
  const { status, stderr } = await machine.exec([places.busybox, 'sh', '-c', script.join('\n')], {
    env: { ...plainEnvironment, target: places.root, image: '', system, data },
  });
  if (status !== 0) {
    const said = stderr.trim().split('\n')[0] || `status ${status}`;
    throw new OperationError(`the root of this node cannot be put together: ${said}`);
  }
}

/** All of them where a medium or a disk has them, else those of the initrd. */
function drivers(machine: System): string[] {
  const from = isThere(machine, places.kernel) ? places.kernel : places.initrdModules;
  return ['modules', 'firmware'].flatMap((part) =>
    bindIfThere(machine, `${from}/lib/${part}`, `/usr/lib/${part}`),
  );
}

export function bindIfThere(machine: System, from: string, to: string): string[] {
  return isThere(machine, from) ? [`mount --bind ${from} "$target${to}"`] : [];
}

export function isThere({ files }: System, path: string): boolean {
  return files.status(path) !== undefined;
}
