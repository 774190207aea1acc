import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  permissions,
  programLinks,
  setIdPrograms,
} from '../../../../src/image/system/permissions.ts';
import { runlevels } from '../../../../src/image/system/services.ts';

const folder = fileURLToPath(new URL('../../../../rootfs/etc/init.d', import.meta.url));
const scripts = readdirSync(folder);
const textOf = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');

/** Started by another service, or put into a runlevel by the configuration, a card or a hypervisor. */
const onDemand = ['k3s-service', 'cloud-config', 'wpa_supplicant', 'vmtoolsd'];

describe('the services of the image', () => {
  it('are each in exactly one runlevel', () => {
    expect([...Object.values(runlevels).flat(), ...onDemand].sort()).toEqual([...scripts].sort());
  });

  it.each(scripts)('%s is a program of OpenRC with a description', (name) => {
    expect(textOf(name)).toMatch(/^#!\/sbin\/openrc-run\ndescription="[^"]+"\n/);
    expect(statSync(`${folder}/${name}`).mode & 0o111).not.toBe(0);
  });

  it.each(scripts)('%s depends only on services that exist', (name) => {
    const virtual = ['net', 'logger', 'dev-ready'];
    const named = [
      ...textOf(name).matchAll(/^\t(?:need|after|before|use|want|provide) (.*)$/gm),
    ].flatMap(([, words = '']) => words.split(' '));

    expect(named.filter((word) => !scripts.includes(word) && !virtual.includes(word))).toEqual([]);
  });

  it('does not let k3s wait for the service that starts it', () => {
    expect(textOf('k3s-service')).not.toMatch(/^\t(need|after|use|want) .*ccapply/m);
  });

  it('lets sshd not wait for the network: it is the way in when there is trouble', () => {
    expect(textOf('sshd')).not.toMatch(/^\t(need|after|use|want) .*network-online/m);
    expect(textOf('network-online')).toMatch(/^\tafter .*sshd/m);
  });

  it('restarts k3s without an upper bound and leaves its pods alone', () => {
    expect(textOf('k3s-service')).toMatch(/^respawn_max=0$/m);
    expect(readFileSync(`${folder}/../rc.conf`, 'utf8')).toMatch(/^rc_cgroup_cleanup="NO"$/m);
  });
});

describe('programs of the image', () => {
  it('with set-id bits are three', () => {
    expect(setIdPrograms).toEqual(['/usr/bin/passwd', '/usr/bin/sudo', '/usr/sbin/unix_chkpwd']);
  });

  it('include k3s under all its names', () => {
    expect(programLinks).toMatchObject({
      'usr/sbin/k3s': '/k3os/system/k3s/current/k3s',
      'usr/sbin/kubectl': 'k3s',
      'usr/sbin/crictl': 'k3s',
      'usr/sbin/ctr': 'k3s',
    });
  });

  it('keep secrets from others', () => {
    for (const path of ['etc/shadow', 'etc/gshadow', 'etc/sudoers.d/rancher']) {
      expect((permissions[path] ?? 0o777) & 0o007).toBe(0);
    }
  });
});
