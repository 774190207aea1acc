import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const script = fileURLToPath(new URL('../../../rootfs/usr/lib/k3os/stop-pods', import.meta.url));

const loop = 'while :; do sleep 0.1; done\n';

/** First processes of containers; each writes down what it is told. */
const containers = {
  ends: `trap 'sleep 1; grep -q ends/rootfs /proc/mounts && pgrep -x pause && echo ends >>said; exit' TERM\n${loop}`,
  hangs: `trap 'echo hangs >>said' TERM\n${loop}`,
  deaf: `trap '' TERM\n${loop}`,
  // As the real one: a program of that name without arguments, which waits.
  pause: 'exec -a /pause ./bin/pause <>silence\n',
};

/** What the shim of containerd is to its containers; one more process is there by `kubectl exec`. */
const shim = `tasks=/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io
for name in $*; do
	mkdir -p $tasks/$name/rootfs
	mount -t tmpfs tmpfs $tasks/$name/rootfs
	bash ./$name &
	printf %s $! >$tasks/$name/init.pid
done
mkdir $tasks/gone
printf 1 >$tasks/gone/init.pid
bash ./exec &
sleep 1
: >ready
wait
`;

/** On a machine of its own: with processes and a /run that nobody else sees. */
const machine = `mount -t tmpfs tmpfs /run
mkdir bin && cp /bin/cat bin/pause && mkfifo silence && : >said
setsid sh ./containerd-shim "$2" >/dev/null 2>&1 &
until [ -e ready ]; do sleep 0.1; done
before=$(date +%s)
sh "$1" "$3"
echo "took $(($(date +%s) - before))"
cat said
pgrep -fl 'bash \\./|^/pause'
grep /run/k3s /proc/mounts
exit 0
`;

/** Who was told to end, what is left, and the seconds that it took. */
function stop(names: readonly (keyof typeof containers)[], grace: number) {
  const exec = `trap 'echo exec >>said' TERM\n${loop}`;
  const { path } = tempRoot({ ...containers, exec, 'containerd-shim': shim, machine });
  const words = [...['sh', './machine', script], names.join(' '), String(grace)];
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['--mount', '--pid', '--fork', '--mount-proc', ...words],
    { cwd: path, encoding: 'utf8' },
  );
  const [line = '', seconds] = /^took (\d+)\n/.exec(stdout) ?? [];
  return { said: stdout.slice(line.length), stderr, seconds: Number(seconds) };
}

describe('the containers that k3s leaves behind', () => {
  it('end by themselves, with their files there, before what holds their pod together', () => {
    const { said, stderr, seconds } = stop(['pause', 'ends'], 30);

    expect({ said, stderr }).toEqual({ said: 'ends\n', stderr: '' });
    expect(seconds).toBeLessThan(15);
  });

  it('are not waited for when they cannot be told', () => {
    const { said, stderr, seconds } = stop(['deaf', 'pause'], 30);

    expect({ said, stderr }).toEqual({ said: '', stderr: '' });
    expect(seconds).toBeLessThan(15);
  });

  it('are killed when they do not end in time', () => {
    const { said, stderr, seconds } = stop(['hangs', 'ends'], 3);

    expect({ said, stderr }).toEqual({ said: 'hangs\n', stderr: '' });
    expect(seconds).toBeGreaterThanOrEqual(3);
  });

  it('may be none', () => {
    const { said, stderr } = stop([], 30);

    expect({ said, stderr }).toEqual({ said: '', stderr: '' });
  });
});
