import type { NodeConfig } from '../config/schema.ts';

type Configured = NonNullable<NonNullable<NodeConfig['k3os']>['install']>;

/** What is wished for, whether `k3os.install`, the command line or a person said it. */
export interface InstallSettings {
  readonly device?: string | undefined;
  readonly disk?: Configured['disk'];
  readonly configUrl?: string | undefined;
  readonly isoUrl?: string | undefined;
  readonly tty?: string | undefined;
  readonly forceEfi: boolean;
  readonly noFormat: boolean;
  readonly force: boolean;
  readonly allowLockout: boolean;
  readonly mbr: boolean;
  readonly debug: boolean;
  /** Of the Linux that runs, instead of a disk. */
  readonly takeover: boolean;
}

export function settingsOf(configured: Configured = {}): InstallSettings {
  const { device, disk, configUrl, isoUrl, tty } = configured;
  const { forceEfi, noFormat, force, allowLockout, mbr, debug } = configured;
  return {
    ...{ device, disk, configUrl, isoUrl, tty },
    forceEfi: forceEfi === true,
    noFormat: noFormat === true,
    force: force === true,
    allowLockout: allowLockout === true,
    mbr: mbr === true,
    debug: debug === true,
    takeover: false,
  };
}
