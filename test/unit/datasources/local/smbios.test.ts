import { describe, expect, it } from 'vitest';
import { smbios } from '../../../../src/datasources/local/smbios.ts';
import { access, platform } from '../../../support/data-source.ts';

const text = 'hostname: a\nk3os: {token: t}\n';

async function answer(...oemStrings: readonly string[]) {
  const documents = await smbios.fetch(access({ platform: { oemStrings } }), '');
  return smbios.parse(documents, platform()).userdata?.toString();
}

describe('smbios', () => {
  it.each([
    { oemStrings: ['io.k3os.config=a: b'], is: true },
    { oemStrings: ['x', 'io.k3os.config.base64=YTogYg=='], is: true },
    { oemStrings: ['io.k3os.configuration=x', 'io.systemd.credential:a=b'], is: false },
  ])('is $is for $oemStrings', ({ oemStrings, is }) => {
    expect(smbios.matches(platform({ oemStrings }))).toBe(is);
  });

  it('is text, or base64', async () => {
    const packed = Buffer.from(text).toString('base64');

    expect(await answer('x', 'io.k3os.config={hostname: a}')).toBe('{hostname: a}');
    expect(await answer(`io.k3os.config.base64=${packed}`)).toBe(text);
  });

  it('may be empty', async () => {
    expect(await answer('io.k3os.config=')).toBeUndefined();
  });

  it('is refused where it is absent or no base64', async () => {
    await expect(answer('x')).rejects.toThrow('no OEM string of SMBIOS');
    await expect(answer('io.k3os.config.base64=a b$')).rejects.toThrow('is no base64');
  });
});
