/** An entry of `k3os.interfaces`, with the names that a configuration has. */
export interface NetworkInterface {
  readonly name?: string | undefined;
  readonly mac?: string | undefined;
  readonly vlan?: number | undefined;
  readonly parent?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly dhcp4?: boolean | undefined;
  readonly dhcp6?: boolean | undefined;
  readonly gateway?: readonly string[] | undefined;
  readonly metric?: number | undefined;
  readonly nameservers?: readonly string[] | undefined;
  readonly search_domains?: readonly string[] | undefined;
  readonly mtu?: number | undefined;
}
