import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { exampleNodes } from '../../../src/sandbox/example-nodes.ts';
import { describeOwnSettings } from '../../../src/sandbox/own-settings.ts';

const serverFile = 'hostname: mine\nk3os: {token: word, k3s_args: [server, --disable=traefik]}';
const agentFile = 'k3os: {token: word, server_url: "https://server-1:6443"}';

interface Given {
  readonly servers?: number;
  readonly agents?: number;
  readonly server?: string;
  readonly agent?: string;
  readonly ownAgents?: boolean;
}

function make({
  servers = 1,
  agents = 0,
  server = serverFile,
  agent = agentFile,
  ownAgents = false,
}: Given) {
  return exampleNodes({ servers, agents, texts: { server, agent }, ownAgents, token: 'made-up' });
}

/** As the node will read it. */
function configs(given: Given) {
  return make(given).nodes.map(({ config, files = {} }) => {
    const later = Object.entries(files).map(([file, content]) => ({
      file,
      format: 'yaml' as const,
      content,
    }));
    return loadConfig([{ file: 'config.yaml', format: 'yaml', content: config }, ...later]).config;
  });
}

describe('the nodes of npm start', () => {
  it('have the file of their role and a name of their own', () => {
    const { nodes } = make({ agents: 2 });

    expect(nodes.map(({ name, role, config }) => [name, role, config])).toEqual([
      ['server-1', 'server', serverFile],
      ['agent-1', 'agent', agentFile],
      ['agent-2', 'agent', agentFile],
    ]);
    expect(configs({ agents: 2 }).map(({ hostname }) => hostname)).toEqual([
      'server-1',
      'agent-1',
      'agent-2',
    ]);
  });

  it('have a file whose name and first line say who made it', () => {
    const [[path, content] = []] = Object.entries(make({}).nodes[0]?.files ?? {});

    expect(path).toBe('/var/lib/rancher/k3os/config.d/90-npm-start.yaml');
    expect(content).toMatch(/^# Made by npm start/);
  });

  it.each([
    { when: 'a single server', given: {}, args: [['server', '--disable=traefik']] },
    {
      when: 'several servers',
      given: { servers: 2 },
      args: [
        ['server', '--disable=traefik', '--cluster-init'],
        ['server', '--disable=traefik'],
      ],
    },
    {
      when: 'several servers whose file names no role',
      given: { servers: 2, server: 'k3os: {token: w, k3s_args: [--disable=traefik]}' },
      args: [
        ['--disable=traefik', '--cluster-init'],
        ['server', '--disable=traefik'],
      ],
    },
    {
      when: 'several servers whose file has no arguments',
      given: { servers: 2, server: 'k3os: {token: w}' },
      args: [['--cluster-init'], ['server']],
    },
    {
      when: 'several servers whose file is that of the first',
      given: {
        servers: 2,
        server: 'k3os: {token: w, k3s_args: [server --cluster-init, --disable=traefik]}',
      },
      args: [
        ['server --cluster-init', '--disable=traefik'],
        ['server', '--disable=traefik'],
      ],
    },
  ])('keep the arguments of the file: $when', ({ given, args }) => {
    expect(configs(given).map(({ k3os }) => k3os?.k3sArgs)).toEqual(args);
  });

  it('join the first of several servers', () => {
    expect(configs({ servers: 3 }).map(({ k3os }) => k3os?.serverUrl)).toEqual([
      undefined,
      'https://server-1:6443',
      'https://server-1:6443',
    ]);
  });

  it.each([
    { when: 'the examples', given: {}, server: 'word', agent: 'word' },
    {
      when: "the servers' file alone is the user's",
      given: { server: 'k3os: {token: other}' },
      server: 'other',
      agent: 'other',
    },
    {
      when: 'agents have a token of their own',
      given: { server: 'k3os: {token: other, k3s_args: [server, --agent-token, third]}' },
      server: 'other',
      agent: 'third',
    },
    {
      when: 'no file has one',
      given: { server: '', agent: '', ownAgents: true },
      server: 'made-up',
      agent: 'made-up',
    },
    {
      when: "the user's agents have one",
      given: { server: 'k3os: {token: a}', agent: 'k3os: {token: b}', ownAgents: true },
      server: 'a',
      agent: 'b',
    },
    {
      when: 'a file that cannot be read as YAML',
      given: { server: 'k3os: {' },
      server: 'made-up',
      agent: 'made-up',
    },
  ])('have tokens that fit: $when', ({ given, server, agent }) => {
    expect(configs({ agents: 1, ...given }).map(({ k3os }) => k3os?.token)).toEqual([
      server,
      agent,
    ]);
  });

  it.each([
    {
      when: 'the port is another',
      given: { server: 'k3os: {token: w, k3s_args: [--https-listen-port=7443]}' },
      url: 'https://server-1:7443',
    },
    {
      when: "the user's file has none",
      given: { agent: 'k3os: {token: word}', ownAgents: true },
      url: 'https://server-1:6443',
    },
    {
      when: "the user's file has one",
      given: { agent: 'k3os: {server_url: "https://10.88.0.11:6443"}', ownAgents: true },
      url: 'https://10.88.0.11:6443',
    },
  ])('lead agents to the first server: $when', ({ given, url }) => {
    expect(configs({ agents: 1, ...given })[1]?.k3os?.serverUrl).toBe(url);
  });

  it('say what is set beside the files', () => {
    expect(describeOwnSettings(make({ agents: 1 }).own)).toBe('hostname of each node');
    expect(
      describeOwnSettings(make({ servers: 3, agents: 2, server: 'k3os: {token: w}' }).own),
    ).toBe(
      'hostname of each node; k3os.k3s_args+ of server-1; k3os.server_url of server-2, server-3; ' +
        'k3os.k3s_args of server-2, server-3; k3os.token of agent-1, agent-2',
    );
  });
});
