import { describe, expect, it } from 'vitest';
import { loginCommand, stopCommand } from '../../../src/sandbox/commands.ts';

describe('the commands that npm start shows', () => {
  it.each([
    { cluster: 'start', login: 'npm run shell -- agent-1', stop: 'npm start -- --stop' },
    {
      cluster: 'mine',
      login: 'npm run shell -- mine/agent-1',
      stop: 'npm start -- --name mine --stop',
    },
  ])('lead to the cluster $cluster', ({ cluster, login, stop }) => {
    expect(loginCommand(cluster, 'agent-1')).toBe(login);
    expect(stopCommand(cluster)).toBe(stop);
  });
});
