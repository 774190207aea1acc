import { describe, expect, it } from 'vitest';
import { hideValue, maskLine } from '../../../src/config/mask-line.ts';
import { maskConfig, secretValues } from '../../../src/config/secrets.ts';
import { flags } from '../../../src/k3s/flag-table.ts';
import { load } from '../../support/load.ts';

describe('secretValues', () => {
  it('finds them all, the longest first', () => {
    const { merged } = load([
      'k3os: {token: short1, password: a longer one, labels: {a: harmless}, k3s_args: [server, --token=inargs, --node-label=x]}',
    ]);

    expect(secretValues(merged)).toEqual(['a longer one', 'short1', 'inargs']);
  });

  it('takes no word of a query for a secret wherever it stands, only in the query', () => {
    const url = 'url=https://c/n.yaml?role=server&zone=b1&key=canary';

    expect(secretValues(load([JSON.stringify({ k3os: { data_sources: [url] } })]).merged)).toEqual([
      '?role=server',
      '&key=canary',
      '&zone=b1',
    ]);
  });

  it('leaves out texts so short that they are in every word', () => {
    expect(secretValues(load(['k3os: {token: abc}']).merged)).toEqual([]);
  });
});

describe('maskConfig', () => {
  it.each([
    { args: ['--token', 'x', 'y'], masked: ['--token', '***', 'y'] },
    { args: ['--token=x=y'], masked: ['--token=***'] },
    { args: ['--token', '--debug'], masked: ['--token', '--debug'] },
    { args: ['--datastore-endpoint=postgres://u:p@h'], masked: ['--datastore-endpoint=***'] },
    {
      args: ['server --token x --disable traefik', '--agent-token=y --debug'],
      masked: ['server --token *** --disable traefik', '--agent-token=***'],
    },
    { args: [`--token "x y" --debug`], masked: ['--token ***'] },
    { args: ['agent --token', 'x'], masked: ['agent --token', '***'] },
    {
      args: ['--node-label=a=b', '--disable', 'traefik'],
      masked: ['--node-label=a=b', '--disable', 'traefik'],
    },
  ])('knows the secret flags of k3s: $args', ({ args, masked }) => {
    expect(maskConfig({ k3os: { k3sArgs: args } }).k3os?.k3sArgs).toEqual(masked);
  });

  it.each([
    { name: 'K3S_TOKEN', value: 'x', masked: '***' },
    { name: 'AWS_SECRET_ACCESS_KEY', value: 'x', masked: '***' },
    { name: 'https_proxy', value: 'http://u:p@proxy:1', masked: 'http://***@proxy:1' },
    { name: 'TZ', value: 'UTC', masked: 'UTC' },
  ])('knows secrets in the environment: $name', ({ name, value, masked }) => {
    expect(maskConfig({ k3os: { environment: { [name]: value } } }).k3os?.environment).toEqual({
      [name]: masked,
    });
  });

  it.each([
    { word: 'aws', masked: 'aws' },
    { word: 'url=https://u:p@c/n.yaml', masked: 'url=https://***@c/n.yaml' },
    { word: 'url=https://c/n.yaml?key=canary', masked: 'url=https://c/n.yaml***' },
    { word: 'url=https://ops:p@ss@c/n.yaml?inline', masked: 'url=https://***@c/n.yaml***' },
  ])('knows what is secret in an address: $word', ({ word, masked }) => {
    const config = { k3os: { dataSources: [word], install: { configUrl: word } } };

    expect(maskConfig(config).k3os).toEqual({
      dataSources: [masked],
      install: { configUrl: masked },
    });
  });

  const ofK3s = flags.filter(({ secret }) => secret === true);

  it.each(
    ofK3s
      .flatMap(({ name, aliases = [] }) => [name, ...aliases])
      .flatMap((name) => [
        { args: [`--${name}=canary`] },
        { args: [`-${name}`, 'canary'] },
        { args: [`server -${name} canary --debug`] },
      ]),
  )('hides the value of each flag that is secret in the flag table: $args', ({ args }) => {
    const { merged } = load([JSON.stringify({ k3os: { k3s_args: args } })]);

    expect(JSON.stringify(maskConfig(merged))).not.toContain('canary');
    expect(secretValues(merged)).toEqual(['canary']);
  });

  it.each(ofK3s.flatMap(({ env = [] }) => env))('hides the variable of such a flag: %s', (name) => {
    const config = { k3os: { environment: { [name]: 'canary' } } };

    expect(maskConfig(config).k3os?.environment).toEqual({ [name]: '***' });
  });

  it('answers at once, however long a flag is', () => {
    const start = performance.now();
    maskConfig({ k3os: { k3sArgs: [`--${'token'.repeat(20_000)}!`] } });

    expect(performance.now() - start).toBeLessThan(500);
  });

  it('keeps an empty secret empty', () => {
    expect(maskConfig({ k3os: { wifi: [{ name: 'w', passphrase: '' }] } }).k3os?.wifi).toEqual([
      { name: 'w', passphrase: '' },
    ]);
  });
});

describe('maskLine', () => {
  it.each([
    { line: '  token: canary', masked: '  token: ***' },
    { line: '- {name: w, passphrase: "canary x"}', masked: '- {name: w, passphrase: ***' },
    { line: 'k3os.token=canary', masked: 'k3os.token= ***' },
    { line: '"k3os.password=canary', masked: '"k3os.password= ***' },
    { line: 'k3os.environment[K3S_TOKEN]=canary', masked: 'k3os.environment[K3S_TOKEN]= ***' },
    { line: '{"k3os":{"token":"canary"}}', masked: '{"k3os":{"token": ***' },
    { line: "'token' : canary", masked: "'token' : ***" },
    { line: 'http_proxy: http://u:canary@h', masked: 'http_proxy: http://***@h' },
    { line: '  K3S_AGENT_TOKEN: canary', masked: '  K3S_AGENT_TOKEN: ***' },
    { line: 'k3s_args: server --token canary', masked: 'k3s_args: server --token ***' },
    { line: 'k3s_args: [server, --token, canary', masked: 'k3s_args: [server, --token ***' },
    { line: '- "--agent-token" # canary', masked: '- "--agent-token ***' },
    { line: 'k3s_args: server -t canary', masked: 'k3s_args: server -t ***' },
    { line: '  K3S_VPN_AUTH: joinKey=canary', masked: '  K3S_VPN_AUTH: ***' },
    { line: 'ssh_authorized_keys: [a]', masked: 'ssh_authorized_keys: [a]' },
    { line: '- --disable traefik', masked: '- --disable traefik' },
    { line: 'modules: [a, b]', masked: 'modules: [a, b]' },
    { line: '# about tokens', masked: '# about tokens' },
  ])('gives $masked for $line', ({ line, masked }) => {
    expect(maskLine(line)).toBe(masked);
  });
});

describe('hideValue', () => {
  it.each([
    { line: '  tokn: canary', column: 3, hidden: '  tokn: ***' },
    { line: 'k3os: {a: b, tokn: canary}', column: 14, hidden: 'k3os: {a: b, tokn: ***' },
    { line: 'k3os: {token: canary, tokn: canary}', column: 23, hidden: 'k3os: {token: ***' },
  ])('gives $hidden for $line', ({ line, column, hidden }) => {
    expect(hideValue(line, column)).toBe(hidden);
  });
});

describe('the line shown beside a problem', () => {
  it.each([
    'k3os:\n  token: "canary\n    canary\n  x: 1\n',
    'k3os:\n  token: canary\n    canary: [\n',
    'k3os:\n  password: |\n\tcanary\n',
    'k3os: {token: canary, x: [}',
    'k3os: {labels: {a: x y}, sysctlz: {}, tokn: canary, zzzz: canary}\n',
    'k3os: {token: canary}\nrun_cmd: [echo canary, {}]\n',
    'k3os: {k3s_args: server --token canary}\nrun_cmd: [echo canary, {}]\n',
    'k3os: {password: *canary}\n',
    'k3os: {password: &canary}\nx: [}',
    'k3os: {password: !canary}\n',
    'k3os: {password: !canary!x}\n',
    'k3os: {password: !!canary}\n',
    'k3os: {password: !<canary}\n',
    'k3os:\n  k3s_args: [server, --token, canary\n',
    'k3os:\n  k3s_args:\n  - --token\n  - "canary\n',
  ])('has no secret, even of a broken file: %j', (text) => {
    const { problems } = load([text]);

    expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('is found in a moment, however long it is', () => {
    const start = performance.now();
    load([`write_files: [{path: [], content: ${'AbC/+-['.repeat(20_000)}}]`]);

    expect(performance.now() - start).toBeLessThan(4000);
  });

  it('has no control characters and an end', () => {
    const [problem] = load([`zz\u009b: x`]).problems;
    const [long] = load([`hostname: [${'x, '.repeat(200)}]`]).problems;

    expect(problem?.source ?? '').not.toMatch(/\p{Cc}/u);
    expect(long?.source?.length).toBeLessThanOrEqual(120);
  });
});
