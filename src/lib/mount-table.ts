/** One line of fstab(5). */
export interface MountEntry {
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly options: string;
  readonly dump: string;
  readonly pass: string;
}

export function fstabLine({ device, point, type, options, dump, pass }: MountEntry): string {
  return [device, point, type, options, dump, pass].map(escapeField).join(' ');
}

/** Mount points in /proc/self/mountinfo (proc(5)): the fifth field. */
export function mountPoints(mountinfo: string): ReadonlySet<string> {
  const points = mountinfo.split('\n').map((line) => line.split(' ')[4] ?? '');
  return new Set(points.map(unescapeField));
}

/** White space and backslash as octal, `#` too: a field must not begin a comment. */
function escapeField(field: string): string {
  return field.replace(/[\s\\#]/g, (character) => `\\${octal(character)}`);
}

function octal(character: string): string {
  return character.charCodeAt(0).toString(8).padStart(3, '0');
}

function unescapeField(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
