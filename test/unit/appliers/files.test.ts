import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { environment } from '../../../src/appliers/environment.ts';
import { decodeContent } from '../../../src/appliers/file-content.ts';
import { writeFiles } from '../../../src/appliers/write-files.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { does, type Given, planOf, written } from './planned.ts';

type Entry = NonNullable<NodeConfig['writeFiles']>[number];
const files = (...entries: Entry[]) => ({ wanted: { writeFiles: entries } });
const hi = { path: '/etc/motd', content: 'hi\n' };

describe('write_files', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'nothing is configured', done: [] },
    { when: 'the file is new', ...files(hi), done: ['write /etc/motd'] },
    { when: 'it is as wanted', ...files(hi), files: { '/etc/motd': 'hi\n' }, done: [] },
    {
      when: 'its content differs',
      ...files(hi),
      files: { '/etc/motd': 'ho\n' },
      done: ['write /etc/motd'],
    },
    {
      when: 'its mode differs',
      ...files(hi),
      files: { '/etc/motd': { content: 'hi\n', mode: 0o600 } },
      done: ['write /etc/motd'],
    },
    {
      when: 'its owner differs',
      ...files({ ...hi, owner: 'rancher' }),
      files: { '/etc/motd': 'hi\n' },
      done: ['write /etc/motd'],
    },
    {
      when: 'it is a link, which is replaced and not followed',
      ...files({ path: '/etc/x', content: '' }),
      files: { '/etc/x': { target: '/etc/shadow' } },
      done: ['write /etc/x'],
    },
    { when: 'it waits for the last phase', ...files({ ...hi, defer: true }), done: [] },
    {
      when: 'that phase has come',
      phase: 'runtime',
      ...files({ ...hi, defer: true }),
      done: ['write /etc/motd'],
    },
    {
      when: 'it must be fetched without a network',
      ...files({ path: '/a', source: { uri: 'http://h/a' } }),
      done: [],
    },
    {
      when: 'it must be fetched and can be',
      phase: 'runtime',
      ...files({ path: '/a', source: { uri: 'http://h/a' } }),
      done: ['fetch-file /a'],
    },
    {
      when: 'text is appended',
      ...files({ ...hi, append: true }),
      files: { '/etc/motd': 'a\n' },
      done: ['write /etc/motd'],
    },
    {
      when: 'the text is there',
      ...files({ ...hi, append: true }),
      files: { '/etc/motd': 'a\nhi\nb\n' },
      done: [],
    },
    {
      when: 'its path wanders',
      ...files({ path: '/etc/../etc//./motd', content: 'hi\n' }),
      done: ['write /etc/motd'],
    },
    {
      when: 'its path climbs above the root',
      ...files({ path: '/../../etc/motd', content: '' }),
      done: ['write /etc/motd'],
    },
  ])('do $done when $when', ({ done, ...given }) => {
    expect(does(planOf(writeFiles, given))).toEqual(done);
  });

  it.each([
    { when: 'it is in /proc', entry: { path: '/proc/sys/vm/swappiness', content: '1' } },
    { when: 'it only pretends not to be', entry: { path: '/etc/../sys/x', content: '1' } },
    { when: 'it is a device', entry: { path: '/dev/sda', content: '1' } },
    { when: 'it is a directory', entry: { path: '/etc/folder', content: '1' } },
    { when: 'it is a pipe', entry: { path: '/etc/pipe', content: '1' } },
    { when: 'it ends in a slash', entry: { path: '/etc/x/', content: '1' } },
    { when: 'it is the root', entry: { path: '/', content: '1' } },
    { when: 'its content is no base64', entry: { path: '/a', content: 'a*b', encoding: 'b64' } },
    { when: 'its content is no gzip', entry: { path: '/a', content: 'aGk=', encoding: 'gz+b64' } },
  ])('leave a file with its line and reason when $when, and write the others', ({ entry }) => {
    const machine = {
      '/etc/folder': { kind: 'directory' as const },
      '/etc/pipe': { kind: 'other' as const },
    };
    const plan = planOf(writeFiles, {
      ...files(entry, hi),
      files: machine,
      lines: { 'writeFiles.0': 8 },
    });

    expect(does(plan)).toEqual(['write /etc/motd']);
    expect(plan.problems?.[0]).toMatch(/^config\.yaml:8: write_files: \/\S*: \S/);
  });

  it.each([
    { permissions: undefined, mode: 0o644 },
    { permissions: '0600', mode: 0o600 },
    { permissions: '755', mode: 0o755 },
    { permissions: '0o640', mode: 0o640 },
    { permissions: '4755', mode: 0o4755 },
    { permissions: '04755', mode: 0o4755 },
  ])('have mode $mode for permissions $permissions', ({ permissions, mode }) => {
    const plan = planOf(writeFiles, files(permissions === undefined ? hi : { ...hi, permissions }));

    expect(plan.actions).toMatchObject([{ mode }]);
  });

  it.each([
    { owner: 'rancher', parsed: { user: 'rancher' } },
    { owner: 'root:rancher', parsed: { user: 'root', group: 'rancher' } },
    { owner: '1000:1000', parsed: { user: '1000', group: '1000' } },
    { owner: ':rancher', parsed: { group: 'rancher' } },
  ])('belong to $owner', ({ owner, parsed }) => {
    expect(planOf(writeFiles, files({ ...hi, owner })).actions).toMatchObject([{ owner: parsed }]);
  });

  it('that only their owner may read are not shown', () => {
    const plan = planOf(
      writeFiles,
      files({ ...hi, permissions: '0600' }, { ...hi, path: '/etc/issue' }),
    );

    expect(plan.actions.map((action) => 'secret' in action)).toEqual([true, false]);
  });

  it('of one path: the last counts, later additions join it, and the replaced line is named', () => {
    const plan = planOf(writeFiles, {
      ...files(
        { ...hi, content: '1' },
        { ...hi, content: '2' },
        { ...hi, content: '3', append: true },
      ),
      lines: { 'writeFiles.0': 4, 'writeFiles.1': 6 },
    });

    expect(plan.actions).toMatchObject([
      { content: Buffer.from('2') },
      { content: Buffer.from('3'), append: true },
    ]);
    expect(plan.notices).toEqual([
      'config.yaml:4: write_files: /etc/motd is given again at config.yaml:6, which replaces this',
    ]);
  });

  it('are remembered by their definition: a command may change one, a new definition replaces it', () => {
    const first = planOf(writeFiles, { ...files(hi), files: { '/etc/motd': 'hi\n' } });
    const ledger = new Map(first.satisfied?.map(({ key, value }) => [key, value]));
    const changed = { '/etc/motd': 'by a command\n' };

    expect(does(planOf(writeFiles, { ...files(hi), files: changed, ledger }))).toEqual([]);
    expect(
      does(planOf(writeFiles, { ...files({ ...hi, content: 'new' }), files: changed, ledger })),
    ).toEqual(['write /etc/motd']);
  });
});

describe('content', () => {
  const zipped = gzipSync('hello').toString('base64');

  it.each([
    { encoding: undefined, content: 'hello' },
    { encoding: '', content: 'hello' },
    { encoding: 'text/plain', content: 'hello' },
    { encoding: 'b64', content: 'aGVs\n  bG8=\n' },
    { encoding: 'base64', content: 'aGVsbG8' },
    ...['gz+base64', 'gzip+base64', 'gz+b64', 'gzip+b64'].map((encoding) => ({
      encoding,
      content: zipped,
    })),
  ])('encoded as $encoding is hello', ({ encoding, content }) => {
    expect(decodeContent(content, encoding).toString()).toBe('hello');
  });

  it('keeps every byte of base64', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

    expect(decodeContent(bytes.toString('base64'), 'b64')).toEqual(bytes);
  });

  it('stops a gzip bomb', () => {
    const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024)).toString('base64');

    expect(() => decodeContent(bomb, 'gz+b64')).toThrow('unpacks to more than 16 MiB');
  });

  it.each(['a', 'aGk=aGk=', 'aG k*', '===='])('refuses %s as base64', (content) => {
    expect(() => decodeContent(content, 'b64')).toThrow('is not base64');
  });
});

const all = '/etc/environment';
const profile = '/etc/profile.d/k3os-environment.sh';
const shipped = { [`/usr${all}`]: 'PATH="/bin"\nLANG="C.UTF-8"\n' };
const proxy = (value: string) => ({
  k3os: { environment: { http_proxy: value, LANG: 'de_DE.UTF-8' } },
});

describe('environment', () => {
  it('joins what the image sets, and only root and rancher read it', () => {
    const plan = planOf(environment, { wanted: proxy('http://u:p@proxy:3128'), files: shipped });

    expect(written(plan, all)).toBe(
      'PATH="/bin"\nhttp_proxy=http://u:p@proxy:3128\nLANG=de_DE.UTF-8\n',
    );
    expect(plan.actions).toMatchObject([
      { path: profile, mode: 0o640, owner: { user: 'root', group: 'rancher' }, secret: true },
      { path: all, mode: 0o600, secret: true },
    ]);
  });

  it.each([
    { value: 'two words', forPam: 'A="two words"', script: "export A='two words'" },
    { value: "it's", forPam: "A=it's", script: "export A='it'\\''s'" },
    { value: '$(reboot) `id`', forPam: 'A="$(reboot) `id`"', script: "export A='$(reboot) `id`'" },
    { value: 'a#b', forPam: undefined, script: "export A='a#b'" },
    { value: 'say "hi"', forPam: undefined, script: 'export A=\'say "hi"\'' },
  ])('writes $value for each reader as it takes it', ({ value, forPam, script }) => {
    const plan = planOf(environment, { wanted: { k3os: { environment: { A: value } } } });
    const lines = written(plan, all)?.split('\n').filter(Boolean);

    expect(lines).toEqual(forPam === undefined ? [] : [forPam]);
    expect(written(plan, profile)).toBe(`${script}\n`);
  });

  it.each<Given & { when: string; done: string[] }>([
    {
      when: 'nothing is configured',
      files: { ...shipped, [all]: shipped[`/usr${all}`] },
      done: [],
    },
    {
      when: 'nothing is any more',
      files: { ...shipped, [all]: { content: 'A=b\n', mode: 0o600 }, [profile]: 'export A=b\n' },
      done: [`write ${all}`, `remove ${profile}`],
    },
    {
      when: 'write_files gives the file',
      wanted: { ...proxy('x'), writeFiles: [{ path: all, content: '' }] },
      done: [`write ${profile}`],
    },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(environment, given))).toEqual(done);
  });
});
