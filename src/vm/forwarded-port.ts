import { OperationError } from '../errors.ts';

export const sshPort = 22;

/**
 * The port of this host that leads to one of the guest, from QEMU's `info usernet`. Chosen by the kernel when
 * QEMU asked for port 0: a free one, whatever else runs here.
 */
export function forwardedPort(listing: string, guestPort: number): number {
  // `TCP[HOST_FORWARD]  5  127.0.0.1 39853  10.0.2.15  22  0  0`
  const forwards = listing.matchAll(
    /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(?<here>\d+)\s+\S+\s+(?<there>\d+)\s/g,
  );
  const found = [...forwards].find(({ groups }) => Number(groups?.there) === guestPort);
  if (found === undefined) {
    throw new OperationError(
      `the machine has no network card of kind user whose port ${guestPort} can be reached`,
    );
  }
  return Number(found.groups?.here);
}
