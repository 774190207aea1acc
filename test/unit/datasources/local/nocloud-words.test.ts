import { describe, expect, it } from 'vitest';
import { nocloudWords } from '../../../../src/datasources/local/nocloud-words.ts';
import { platform } from '../../../support/data-source.ts';

describe('the word ds=nocloud', () => {
  it.each([
    { cmdline: 'console=ttyS0 ds=nocloud quiet', is: {} },
    { cmdline: 'ds=nocloud;', is: {} },
    { cmdline: 'ds=nocloud;s=http://192.0.2.5/c/', is: { seed: 'http://192.0.2.5/c/' } },
    {
      cmdline: 'ds=nocloud-net;s=http://192.0.2.5/;h=n1;i=id1',
      is: { seed: 'http://192.0.2.5/', hostname: 'n1', instanceId: 'id1' },
    },
    {
      cmdline: 'ds=nocloud;seedfrom=/seed/;local-hostname=n1;instance-id=i;dsmode=local',
      is: { seed: '/seed/', hostname: 'n1', instanceId: 'i', mode: 'local' },
    },
    { cmdline: 'ds=nocloud;s=http://x/?a=b=c,d', is: { seed: 'http://x/?a=b=c,d' } },
    { cmdline: '"ds=nocloud;s=http://x/"', is: { seed: 'http://x/' } },
    { cmdline: 'ds="nocloud;s=http://x/"', is: { seed: 'http://x/' } },
    { cmdline: 'ds=NoCloud;h=n1', is: { hostname: 'n1' } },
    { cmdline: 'ds=nocloud;h;i=;z=1', is: {} },
    { cmdline: 'ds=nocloud;h=first ds=nocloud;h=second', is: { hostname: 'first' } },
    { cmdline: 'ds=ec2 ds=nocloud;h=n1', is: { hostname: 'n1' } },
  ])('is $is in $cmdline', ({ cmdline, is }) => {
    expect(nocloudWords(platform({ cmdline }))).toEqual(is);
  });

  it.each(['', 'ds=nocloudx', 'ds=nocloud-nets', 'DS=nocloud', 'xds=nocloud', 'ds=ec2;h=nocloud'])(
    'is not in "%s"',
    (cmdline) => {
      expect(nocloudWords(platform({ cmdline }))).toBeUndefined();
    },
  );

  it('counts in the serial number before the command line', () => {
    const dmi = { product_serial: 'ABC  ds=nocloud;h=serial' };
    const cmdline = 'ds=nocloud;h=line;i=line';

    expect(nocloudWords(platform({ dmi, cmdline }))).toEqual({
      hostname: 'serial',
      instanceId: 'line',
    });
  });
});
