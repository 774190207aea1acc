import { describe, expect, it } from 'vitest';
import { realSystem } from '../../src/effects/real-system.ts';
import { exitCodes } from '../../src/errors.ts';
import { preparePhase } from '../../src/run/prepare-phase.ts';
import { readReports } from '../../src/run/report.ts';
import { runPhase } from '../../src/run/run-phase.ts';
import { targetSystem } from '../support/target-system.ts';

const key = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} me`;

const good = `hostname: web-1
ssh_authorized_keys: ["${key}"]
write_files:
- {path: /etc/motd, content: "hello\\n"}
- {path: /etc/private, content: canary-content, permissions: "0600"}
k3os:
  password: canary-password
  token: canary-token
  environment: {http_proxy: "http://proxy:3128"}
`;

async function apply(root: ReturnType<typeof targetSystem>) {
  const lines: string[] = [];
  const system = realSystem(root.path);
  const status = await runPhase({ system, phase: 'boot', print: (line) => lines.push(line) });
  return { status, lines, system };
}

describe('applying a phase to a system below a directory', () => {
  it('writes what the configuration says and reports it', async () => {
    const root = targetSystem(good);

    const { status, system } = await apply(root);

    expect(status).toBe(exitCodes.ok);
    expect(root.text('/etc/motd')).toBe('hello\n');
    expect(root.text('/etc/hostname')).toBe('web-1\n');
    expect(root.text('/etc/hosts')).toMatch(/^127\.0\.1\.1\s+web-1$/m);
    expect(root.text('/home/rancher/.ssh/authorized_keys')).toContain(key);
    expect(root.mode('/etc/private')).toBe(0o600);
    expect(readReports(system.files)).toMatchObject([{ phase: 'boot', outcome: 'ok' }]);
  });

  it('plans nothing more when it is done', async () => {
    const root = targetSystem(good);
    const { system } = await apply(root);

    const { steps } = preparePhase(system, 'boot');

    expect(steps.flatMap(({ actions }) => actions)).toEqual([]);
  });

  it('shows no secret on the console, in the log or in a file that others may read', async () => {
    const root = targetSystem(good);
    const { lines } = await apply(root);

    const readable = Object.entries(root.snapshot()).filter(
      ([path]) => ((root.mode(path) ?? 0) & 0o044) !== 0 && path !== '/k3os/system/config.yaml',
    );

    expect(lines.join('\n')).not.toContain('canary');
    expect(readable.filter(([, text]) => text.includes('canary'))).toEqual([]);
    expect(root.text('/var/log/k3os/k3os.log')).not.toContain('canary-');
  });

  it('applies the good rest of a broken configuration and says what is wrong in one line', async () => {
    const root = targetSystem(good, {
      '/var/lib/rancher/k3os/config.d/10-bad.yaml': 'hostname: ok-2\nk3os: {modules: [kvm\n',
      '/var/lib/rancher/k3os/config.d/20-type.yaml': 'k3os:\n  ntp_servers: {a: b}\n',
    });

    const { status, lines, system } = await apply(root);

    expect(status).toBe(exitCodes.degraded);
    expect(root.text('/etc/hostname')).toBe('web-1\n');
    expect(root.text('/etc/issue.d/k3os.issue')).toMatch(
      /DEGRADED:\n {2}config\.d\/10-bad\.yaml:\d+:/,
    );
    expect(
      lines.filter((line) => /config\.d\/20-type\.yaml:2: k3os\.ntp_servers/.test(line)),
    ).toHaveLength(1);
    expect(readReports(system.files)[0]?.cause).toMatch(/^config\.d\/10-bad\.yaml:\d+:/);
  });

  it('leaves the node reachable when nothing can be noted under /run, and says so', async () => {
    const root = targetSystem(good, { '/run': 'where a folder should be' });

    const { status, lines } = await apply(root);

    expect(status).toBe(exitCodes.degraded);
    expect(root.text('/home/rancher/.ssh/authorized_keys')).toContain(key);
    expect(root.text('/etc/motd')).toBe('hello\n');
    expect(lines).toContainEqual(
      expect.stringMatching(/^k3os boot: ledger: FAILED: cannot write \/run\/k3os\/ledger\.json: /),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^k3os boot: FAILED: cannot write \/run\/k3os\/report\/boot\.json: /),
    );
    expect(lines.at(-1)).toMatch(/^k3os boot: degraded/);
  });

  it('uses the last good copy of a file that broke later', async () => {
    const root = targetSystem(good, {
      '/var/lib/rancher/k3os/config.d/10-name.yaml': 'hostname: good-name\n',
    });
    await apply(root);
    root.add({ '/var/lib/rancher/k3os/config.d/10-name.yaml': 'hostname: [oops\n' });

    const { status, lines } = await apply(root);

    expect(status).toBe(exitCodes.degraded);
    expect(root.text('/etc/hostname')).toBe('good-name\n');
    expect(lines.join('\n')).toContain('last good copy');
  });
});
