import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../../../src/dev/build.ts';
import { runTool } from '../../../../src/image/build/run-tool.ts';
import { buildBase } from '../../../../src/image/system/rootfs.ts';

/** In the form of the one that containerd gives to containers. */
const profile = `abi <abi/4.0>,
#include <tunables/global>
profile k3os-test flags=(attach_disconnected,mediate_deleted) {
  #include <abstractions/base>
  network,
  capability,
  file,
  deny @{PROC}/sys/kernel/** wklx,
  ptrace (trace,read,tracedby,readby) peer=k3os-test,
}
`;

describe('AppArmor of the image', () => {
  let base: string;

  // The packages of the system are fetched when the cache does not have them.
  beforeAll(async () => {
    base = await buildBase({ project });
  }, 600_000);

  /** Without the kernel and without a cache. */
  function parse(text: string): Promise<string> {
    return runTool(['chroot', base, '/sbin/apparmor_parser', '-Q', '-K', '--names'], {
      input: text,
    });
  }

  it('understands a profile of containers, with what it includes', async () => {
    await expect(parse(profile)).resolves.toBe('k3os-test\n');
  });

  it('refuses one that is wrong', async () => {
    await expect(parse('profile x { bogus, }')).rejects.toThrow(/syntax error/);
  });

  it('has no profiles of programs that it does not have', () => {
    expect(existsSync(join(base, 'etc/apparmor.d/chrome'))).toBe(false);
  });
});
