import { describe, expect, it } from 'vitest';
import { fwCfg, fwCfgFile } from '../../../../src/datasources/local/fw-cfg.ts';
import { access, platform } from '../../../support/data-source.ts';

describe('fw_cfg', () => {
  it.each([
    { present: [fwCfgFile], is: true },
    { present: ['/proc/xen'], is: false },
  ])('is $is where there is $present', ({ present, is }) => {
    expect(fwCfg.matches(platform({ present }))).toBe(is);
  });

  it.each([
    { content: 'hostname: a\n', userdata: Buffer.from('hostname: a\n') },
    { content: '', userdata: undefined },
  ])('gives "$content" as user-data', async ({ content, userdata }) => {
    const documents = await fwCfg.fetch(access({ files: { [fwCfgFile]: content } }), '');

    expect(fwCfg.parse(documents, platform())).toEqual({ userdata });
  });

  it('says how to give one', async () => {
    await expect(fwCfg.fetch(access(), '')).rejects.toThrow('-fw_cfg name=opt/io.k3os/config');
  });
});
