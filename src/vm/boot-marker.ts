/** What a node says of itself on every console, once it has booted. */
export interface BootMarker {
  readonly mode: string;
  readonly outcome: string;
}

/** `k3os-booted mode=live outcome=ok` */
export const bootMarker = /\bk3os-booted mode=(?<mode>\S+) outcome=(?<outcome>\S+)/;

export function parseMarker({ groups }: RegExpExecArray): BootMarker {
  return { mode: groups?.mode ?? '', outcome: groups?.outcome ?? '' };
}
