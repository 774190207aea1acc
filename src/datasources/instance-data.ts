import type { NetworkInterface } from './network/network-interface.ts';

/** What a data source says of a machine. */
export interface InstanceData {
  /** Where `/run/config/provider` says more than the source's own: `CDROM /dev/sr0`. */
  readonly provider?: string | undefined;
  /** Changes when the machine is another one; the same over restarts. */
  readonly instanceId?: string | undefined;
  /** As it came, `web-1.internal`. */
  readonly hostname?: string | undefined;
  /** Lines of an authorized_keys file. */
  readonly sshKeys?: readonly string[] | undefined;
  /** As the user gave it, packed or not. */
  readonly userdata?: Buffer | undefined;
  /** It is to be had at the first boot alone, and does not change. */
  readonly isFirstUserdata?: boolean | undefined;
  /** What the cloud itself adds; the user's counts before it. */
  readonly vendordata?: Buffer | undefined;
  /** Where the cloud has no DHCP. */
  readonly interfaces?: readonly NetworkInterface[] | undefined;
  /** A document of it could not be had, or read: where an earlier start has learned all of it, that counts. */
  readonly isPartial?: boolean | undefined;
  /** Further files of k3OS below /run/config: `public_ipv4`. */
  readonly facts?: Readonly<Record<string, string | undefined>> | undefined;
  /** What a person should know: a key that was passed over, and why. */
  readonly notices?: readonly string[] | undefined;
}
