/** Where it is asked; the last two have names, and are anywhere. */
export const places = {
  usual: '169.254.169.254',
  /** Of each link. */
  onLink: 'fe80::a9fe:a9fe',
  scaleway: '169.254.42.42',
  azureWire: '168.63.129.16',
  /** By https alone. */
  packet: '192.0.2.80',
  /** Of somebody who has a fleet. */
  fleet: '192.0.2.81',
} as const;

const { usual, onLink, scaleway, azureWire, packet, fleet } = places;

/** Where a service is, by the name of the source that asks it; those that are not listed are at the usual place alone. */
const own: Readonly<Record<string, readonly string[]>> = {
  azure: [usual, azureWire],
  hetzner: [usual, onLink],
  openstack: [usual, onLink],
  scaleway: [scaleway],
  packet: [packet],
  'nocloud-net': [fleet],
  url: [fleet],
};

export function isThere(provider: string, address: string): boolean {
  return (own[provider] ?? [usual]).includes(address);
}
