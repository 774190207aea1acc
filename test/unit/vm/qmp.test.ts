import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { connectQmp, type QmpEvent } from '../../../src/vm/qmp.ts';

/** QEMU's side of the connection: what it was asked, and a way to say something. */
function fakeQemu() {
  const asked: { execute: string; arguments: object; id: number }[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      asked.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const say = (...messages: object[]) =>
    stream.push(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));
  return { stream, asked, say };
}

describe('the control connection to QEMU', () => {
  it('answers each command with what belongs to it, in whatever order', async () => {
    const { stream, asked, say } = fakeQemu();
    const qmp = connectQmp(stream, () => undefined);
    const [status, version] = [qmp.execute('query-status'), qmp.execute('query-version')];

    expect(asked.map(({ execute }) => execute)).toEqual([
      'qmp_capabilities',
      'query-status',
      'query-version',
    ]);
    say({ QMP: {} }, { return: {}, id: 1 }, { return: 'v', id: 3 }, { return: 's', id: 2 });

    expect(await Promise.all([status, version])).toEqual(['s', 'v']);
  });

  it('tells what QEMU refuses', async () => {
    const { stream, say } = fakeQemu();
    const qmp = connectQmp(stream, () => undefined);
    const answer = qmp.execute('screendump', { filename: '/x' });
    say({ error: { class: 'GenericError', desc: 'no such display' }, id: 2 });

    await expect(answer).rejects.toThrow('qemu: screendump: no such display');
  });

  it('passes events on, in pieces too', async () => {
    const { stream } = fakeQemu();
    const events: QmpEvent[] = [];
    connectQmp(stream, (event) => events.push(event));

    stream.push('{"event": "SHUTDOWN", "data": {"rea');
    stream.push('son": "guest-shutdown"}}\r\n');
    await new Promise(setImmediate);

    expect(events).toEqual([{ event: 'SHUTDOWN', data: { reason: 'guest-shutdown' } }]);
  });

  it('ends what is asked when QEMU ends', async () => {
    const { stream } = fakeQemu();
    const qmp = connectQmp(stream, () => undefined);
    const answer = qmp.execute('system_powerdown');

    stream.destroy(new Error('ECONNRESET'));

    await expect(answer).rejects.toThrow('qemu has ended before it did system_powerdown');
    await expect(qmp.execute('quit')).rejects.toThrow('qemu has ended, it cannot quit');
  });
});
