import { describe, expect, it } from 'vitest';
import { layout } from '../../../src/boot/layout.ts';
import { renderLayoutScript } from '../../../src/boot/layout-script.ts';

const pathsOf = (kind: string) =>
  layout.filter((entry) => entry.kind === kind).map(({ path }) => path);

describe('the layout', () => {
  it('has the parts of k3OS where they were', () => {
    expect(pathsOf('image')).toEqual(['/usr']);
    expect(pathsOf('system')).toEqual(['/k3os/system']);
    expect(pathsOf('state')).toEqual(['/var', '/home', '/opt']);
    expect(pathsOf('tmpfs')).toEqual(['/', '/run', '/tmp']);
    expect(pathsOf('overlay')).toEqual(['/etc']);
  });

  it('names every path once', () => {
    const paths = layout.map(({ path }) => path);

    expect(paths).toEqual([...new Set(paths)]);
  });

  it('puts everything after what it is inside of', () => {
    const made = new Map(
      layout.map(({ path }, index) => [path, index]).reverse() as [string, number][],
    );
    const mounts = [...pathsOf('state'), ...pathsOf('tmpfs')].filter((path) => path !== '/');

    for (const [index, { path }] of layout.entries()) {
      const around = mounts.find((mount) => path.startsWith(`${mount}/`));
      expect(around === undefined ? -1 : (made.get(around) ?? Infinity), path).toBeLessThan(index);
    }
  });

  it('keeps what makes a machine itself on the persistent part', () => {
    const persistent = pathsOf('directory').filter((path) => path.startsWith('/var/'));

    expect(persistent).toEqual(
      expect.arrayContaining([
        '/var/lib/rancher/k3os/node',
        '/var/lib/rancher/k3os/ssh',
        '/var/lib/connman',
      ]),
    );
    expect(layout).toContainEqual({
      kind: 'machine-id',
      path: '/etc/machine-id',
      from: '/var/lib/rancher/k3os/machine-id',
    });
  });

  it.each([
    '/var/lib/rancher/k3os/config.d',
    '/var/lib/rancher/k3os/ssh',
    '/var/lib/rancher/k3os/node',
    '/root',
  ])('lets nobody but root into %s', (path) => {
    expect(layout).toContainEqual({ kind: 'directory', path, mode: 0o700 });
  });
});

describe('the script of a layout', () => {
  it.each([
    {
      entry: { kind: 'tmpfs', path: '/tmp', mode: 0o1777, size: '50%' } as const,
      line: 'mount -t tmpfs -o mode=1777,nodev,nosuid,size=50% tmpfs "$target/tmp"',
    },
    { entry: { kind: 'image', path: '/usr' } as const, line: 'bind_read_only "$image/usr" /usr' },
    {
      entry: { kind: 'system', path: '/k3os/system' } as const,
      line: 'bind_read_only "$system" /k3os/system',
    },
    { entry: { kind: 'state', path: '/var', from: 'var' } as const, line: 'bind_data var /var' },
    {
      entry: { kind: 'link', path: '/bin', target: 'usr/bin' } as const,
      line: 'link /bin usr/bin',
    },
    {
      entry: {
        kind: 'directory',
        path: '/var/lib/chrony',
        mode: 0o750,
        owner: '_chrony:_chrony',
      } as const,
      line: 'place /var/lib/chrony 750\nown _chrony _chrony "$target/var/lib/chrony"',
    },
    {
      entry: { kind: 'overlay', path: '/etc', from: '/usr/etc', mode: 0o755, size: '10%' } as const,
      line: '(cd "$target" && mount -t overlay -o nodev,nosuid,lowerdir=usr/etc,upperdir=etc/upper,workdir=etc/work overlay "$target/etc")',
    },
  ])('renders $entry.kind', ({ entry, line }) => {
    expect(renderLayoutScript([entry])).toContain(`\n${line}\n`);
  });

  it('copies a home where there is none yet, and names it when it is complete, since power may fail in between', () => {
    const script = renderLayoutScript([
      { kind: 'copy', path: '/home/a', from: '/etc/skel', owner: 'a:a' },
    ]);

    expect(script).toContain('[ -e "$target/home/a" ] || {');
    expect(script).toContain(
      'own a a -hR "$target/home/a.new"\n  mv "$target/home/a.new" "$target/home/a"\n}',
    );
  });

  it('makes folders that their users can enter, whatever the umask of the caller', () => {
    expect(renderLayoutScript([])).toContain('\numask 022\n');
  });

  it('stops at the first error and says which variable it misses', () => {
    expect(renderLayoutScript([])).toMatch(/^set -eu\n/);
  });
});
