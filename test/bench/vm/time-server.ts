import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Seconds from 1900, where NTP begins, to 1970. */
const epochOffset = 2_208_988_800;

/**
 * The least that NTP (RFC 5905) asks of a server, on the loopback interface of this machine: guests reach it through
 * QEMU's router. Both systems get the same time from it, so that neither waits for one that does not answer.
 */
export async function startTimeServer(): Promise<{ stop(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (request, { port, address }) => {
    socket.send(timeAnswer(request, Date.now()), port, address);
  });
  socket.bind(123, '127.0.0.1');
  await once(socket, 'listening').catch((cause: unknown) => {
    throw new Error('cannot be the time server of the machines, on 127.0.0.1:123', { cause });
  });
  return { stop: () => void socket.close() };
}

export function timeAnswer(request: Buffer, nowMs: number): Buffer {
  const reply = Buffer.alloc(48);
  // No warning, version 4, server; stratum 1; precision 2^-20 s.
  reply.writeUInt8(0x24, 0);
  reply.writeUInt8(1, 1);
  reply.writeUInt8(request[2] ?? 6, 2);
  reply.writeInt8(-20, 3);
  reply.write('LOCL', 12);
  const seconds = Math.floor(nowMs / 1000) + epochOffset;
  const fraction = Math.floor(((nowMs % 1000) / 1000) * 2 ** 32);
  // Reference, receive and transmit time.
  for (const at of [16, 32, 40]) {
    reply.writeUInt32BE(seconds, at);
    reply.writeUInt32BE(fraction, at + 4);
  }
  // By this a client knows that it is an answer to its request.
  request.copy(reply, 24, 40, 48);
  return reply;
}
