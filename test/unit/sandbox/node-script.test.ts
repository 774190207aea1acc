import { describe, expect, it } from 'vitest';
import { renderBootScript, renderRunScript } from '../../../src/sandbox/node-script.ts';

const options = {
  folder: "/tmp/it's",
  image: '/cache/rootfs-1',
  media: {},
  netns: 'server-1',
  cgroup: undefined,
};

describe('the boot script of a sandbox node', () => {
  const script = renderBootScript(options);

  it('gives the layout its four folders, quoted', () => {
    expect(script).toContain(`target='/tmp/it'\\''s/root' image='/cache/rootfs-1'`);
  });

  it('makes the settings of the kernel read-only after those of the node are mounted apart', () => {
    const own = script.indexOf('for own in net kernel/hostname');
    const readOnly = script.indexOf('mount -o remount,bind,ro "$target/proc/sys"');

    expect(own).toBeGreaterThan(0);
    expect(readOnly).toBeGreaterThan(own);
  });

  it('says that it is a sandbox before the first phase, and ends as init without power over the host', () => {
    const mode = script.indexOf('echo sandbox >"$target/run/k3os/mode"');
    const phase = script.indexOf('k3os config --initrd');

    expect(mode).toBeGreaterThan(0);
    expect(phase).toBeGreaterThan(mode);
    expect(script.trimEnd()).toMatch(
      /setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio \/sbin\/init$/,
    );
  });
});

describe('the run script of a sandbox node', () => {
  it('starts again after a reboot (SIGHUP), and only then', () => {
    expect(renderRunScript(options)).toContain('[ "$status" -eq 129 ] || exit "$status"');
  });

  it('keeps cards over a power cycle, without their addresses, and no link that software made', () => {
    const script = renderRunScript(options);

    expect(script).toMatch(/^ {4}eth\[0-9\]\) .* down mtu 1500; .* addr flush dev/m);
    expect(script).toMatch(/^ {4}\*\) ip -n server-1 link del/m);
  });

  it.each([
    { cgroup: undefined, joined: false },
    { cgroup: '/sys/fs/cgroup/k3os-sandbox-x/server-1', joined: true },
  ])('joins the control group $cgroup', ({ cgroup, joined }) => {
    expect(renderRunScript({ ...options, cgroup }).includes('cgroup.procs')).toBe(joined);
  });
});
