import { OperationError } from '../errors.ts';

/**
 * The port of this host that leads to port 22 of the guest, from QEMU's `info usernet`. Chosen by the kernel when
 * QEMU asked for port 0: a free one, whatever else runs here.
 */
export function forwardedPort(listing: string): number {
  // `TCP[HOST_FORWARD]  5  127.0.0.1 39853  10.0.2.15  22  0  0`
  const [, port] =
    /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+22\s/.exec(listing) ?? [];
  if (port === undefined) {
    throw new OperationError(
      'the machine has no network card of kind user, so ssh cannot reach it',
    );
  }
  return Number(port);
}
