import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageName } from './containers/container-image.ts';
import { refusedRequests } from './containers/kernel-requests.ts';
import { type ContainerNode, startContainerNode } from './containers/node.ts';
import { addPodNetwork, namespaceOf } from './containers/pod-network.ts';

type Name = 'web' | 'client' | 'limited';

const port = 8080;
const mebibyte = 1024 * 1024;
/** With all that is built before, on a busy machine. */
const startMs = 1_200_000;
const endMs = 300_000;
const answer = 'the upper layer\n';
const untilContainerd = 'until ctr version; do sleep 1; done >/dev/null 2>&1';

/** Says on the console of the node when it is told to end, and when it has. */
const server = `httpd -h /srv
trap "echo web is told to end >/console; sleep 2; echo web has ended >/console; exit" TERM
while :; do sleep 1; done`;

/** A login costs more than most commands. Tests depend on the order they stand in: the last one switches the node off. */
describe('a live node with the programs that k3s brings', () => {
  let node: ContainerNode;

  beforeAll(async () => {
    node = await startContainerNode([port]);
  }, startMs);
  afterAll(async () => {
    await node?.machine.stop();
  });

  it('starts containerd with all parts that k3s uses', async () => {
    const said = await node.root('ctr plugins ls; cat /proc/$(pgrep -xo containerd)/limits');

    expect(node.marker).toEqual({ mode: 'live', outcome: 'ok' });
    for (const part of ['snapshotter.v1 *overlayfs', 'grpc.v1 *cri', 'runtime.v2 *task']) {
      expect(said).toMatch(new RegExp(`${part} .* ok`));
    }
    expect(said).toMatch(/^Max open files +1048576 +1048576 /m);
  });

  it('unpacks an image that the system carries', async () => {
    const archive = '/var/lib/rancher/k3s/agent/images/web.tar';

    expect(await node.root(`ctr images import --snapshotter overlayfs ${archive}`)).toContain(
      `unpacking ${imageName}`,
    );
  });

  it('gives pods a place on the bridge', async () => {
    const web = await node.root(addPodNetwork('web', { hostPort: port, containerPort: 80 }));
    const client = await node.root(addPodNetwork('client', { hostPort: 8081, containerPort: 80 }));

    expect(web).toMatch(/"address": ?"10\.42\.0\.2\/24"/);
    expect(client).toMatch(/"address": ?"10\.42\.0\.3\/24"/);
  });

  it('runs containers, whose files are the layers of the image on top of each other', async () => {
    const console = '--mount type=bind,src=/dev/console,dst=/console,options=bind';

    const said = await node.root(`
      ${start('web', `${networkOf('web')} ${console}`, `sh -c '${server}'`)}
      ${start('client', networkOf('client'), 'sleep 1000000')}
      ${inside('web', 'ls /srv')}; ${inside('web', 'cat /srv/index.html')}
      ${inside('client', 'cat /proc/1/status')}
      cat /proc/mounts`);

    expect(said).toMatch(/^index\.html\nthe upper layer\n/);
    // What the program that started k3s ignored would be ignored by every container.
    expect(said).toMatch(/^SigIgn:\t0{16}$/m);
    expect(said).toMatch(/^overlay \/run\/k3s\/\S+\/web\/rootfs overlay rw,/m);
  });

  it('publishes a port of a container to the network', async () => {
    const response = await fetch(`http://127.0.0.1:${await node.machine.port(port)}/`);

    expect(await response.text()).toBe(answer);
  });

  it('lets containers reach each other', async () => {
    expect(await node.root(get('10.42.0.2'))).toBe(answer);
  });

  it('lets containers reach a port that another one publishes', async () => {
    const own = "$(ip -4 -o addr show eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/')";

    expect(await node.root(get(`${own}:${port}`))).toBe(answer);
  });

  it('lets containers out, with the address of the node', async () => {
    const world = createServer((_, response) => response.end('the world\n'));
    world.listen(0, '127.0.0.1');
    await once(world, 'listening');

    try {
      const { port: worldPort } = world.address() as AddressInfo;
      expect(await node.root(get(`10.0.2.2:${worldPort}`))).toBe('the world\n');
    } finally {
      world.close();
    }
  });

  it('translates the address of a service between two containers of one bridge', async () => {
    const rule = '-d 10.43.0.10 -p tcp --dport 80 -j DNAT --to-destination 10.42.0.2:80';

    expect(await node.root(`iptables -t nat -A PREROUTING ${rule}\n${get('10.43.0.10')}`)).toBe(
      answer,
    );
  });

  it('holds back what a network policy forbids between two containers of one bridge', async () => {
    const rule = 'FORWARD -m physdev --physdev-is-bridged -m set --match-set denied src -j REJECT';

    const said = await node.root(`
      ipset create denied hash:ip && ipset add denied 10.42.0.3
      iptables -I ${rule}; ${get('10.42.0.2')} 2>&1 || :
      iptables -D ${rule}; ${get('10.42.0.2')}`);

    expect(said).toMatch(/^wget: .*Connection refused\n(.*\n)*the upper layer\n$/);
  });

  it('has what k3s asks of the system besides', async () => {
    expect(await node.root(refusedRequests)).toBe('');
  });

  it('keeps the network manager away from the links of containers', async () => {
    const services = await node.root('connmanctl services');

    expect(services.trim().split('\n')).toHaveLength(1);
  });

  it('gives every controller to the containers of pods', async () => {
    const controllers = await node.root('cat /sys/fs/cgroup/kubepods/cgroup.subtree_control');

    expect(controllers.trim().split(' ')).toEqual(
      expect.arrayContaining(['cpu', 'cpuset', 'hugetlb', 'io', 'memory', 'pids']),
    );
  });

  it('kills what takes more memory than its container may have, and only that', async () => {
    const said = await node.root(`
      ${start('limited', `--memory-limit ${32 * mebibyte} --cpus 0.5`, 'sleep 1000000')}
      ${inside('limited', 'dd if=/dev/zero of=/dev/null bs=64M count=1')} 2>/dev/null || echo "status $?"
      cd ${cgroupOf('limited')}; cat memory.max memory.events; ctr task ls`);

    expect(said).toMatch(/^status 137$/m);
    expect(said).toMatch(new RegExp(`^${32 * mebibyte}$`, 'm'));
    expect(said).toMatch(/^oom_kill 1$/m);
    expect(said).toMatch(/^limited .*RUNNING/m);
  });

  it('holds a container to its share of the processor', async () => {
    const loop = 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done';

    const said = await node.root(`
      ${inside('limited', `sh -c '${loop}'`)}
      cd ${cgroupOf('limited')}; cat cpu.max cpu.stat`);

    expect(said).toMatch(/^50000 100000$/m);
    expect(said).toMatch(/^nr_throttled [1-9]/m);
  });

  it('refuses a pod more processes than it may have', async () => {
    const forks = 'i=0; while [ $i -lt 40 ]; do sleep 2 & i=$((i+1)); done';

    const said = await node.root(`
      echo 20 >${podOf('limited')}/pids.max
      ${inside('limited', `sh -c '${forks}'`)} 2>&1 || :
      echo max >${podOf('limited')}/pids.max`);

    expect(said).toContain("can't fork: Resource temporarily unavailable");
  });

  it('leaves containers running while k3s restarts', async () => {
    const said = await node.root(`
      ctr task ls | grep RUNNING | sort
      rc-service k3s-service restart >/dev/null; ${untilContainerd}
      ctr task ls | grep RUNNING | sort
      ${get('10.42.0.2')}`);

    expect(said).toMatch(/^((?:\w+ .*\n){3})\1the upper layer\n$/);
  });

  it('lets containers end before it switches itself off', async () => {
    const { machine } = node;
    // The node closes the connection when it comes to it.
    const login = node.tries('poweroff');

    await machine.waitFor(/web is told to end/, endMs);
    await machine.waitFor(/web has ended/, endMs);
    expect(await machine.ended(endMs)).toBe('guest-shutdown');
    expect(machine.console.failure()).toBeUndefined();
    await login;
  });
});

/** Detached, in the control group that the kubelet would give it. */
function start(name: Name, words: string, program: string): string {
  const group = `--cgroup ${cgroupOf(name).slice(cgroups.length)}`;
  return `ctr run --detach --seccomp ${group} ${words} ${imageName} ${name} ${program}`;
}

function networkOf(name: Name): string {
  return `--with-ns network:/run/netns/${namespaceOf(name)}`;
}

function inside(name: Name, program: string): string {
  return `ctr task exec --exec-id "$(cat /proc/sys/kernel/random/uuid)" ${name} ${program}`;
}

function get(host: string): string {
  return inside('client', `wget -q -T 10 -O - http://${host}/`);
}

const cgroups = '/sys/fs/cgroup/';

function podOf(name: Name): string {
  return `${cgroups}kubepods/burstable/pod-${name}`;
}

function cgroupOf(name: Name): string {
  return `${podOf(name)}/${name}`;
}
