import { describe, expect, it } from 'vitest';
import { askConfig } from '../../../../src/install/config/ask-config.ts';
import { checkTexts } from '../../../../src/run/checked-texts.ts';
import { answers } from '../../../support/answers.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const hash =
  '$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0';
const system = recordingSystem({ programs: { openssl: { stdout: `${hash}\n` } } });

async function ask(...given: string[]) {
  const asker = answers(...given);
  const answer = await askConfig(system, asker);
  return { answer, text: answer.kind === 'answers' ? answer.content.toString() : '' };
}

describe('questions for a configuration', () => {
  it.each([
    {
      node: 'a first server with keys',
      given: ['questions', 'web-1', 'alice, bob', '', '', 'first', ''],
      text: 'hostname: web-1\nk3os: {}\nssh_authorized_keys:\n- github:alice\n- github:bob\n',
    },
    {
      node: 'a first server with password and secret',
      given: ['questions', '', '', 'open sesame', 'open sesame', '', 'first', 'our-secret'],
      text: `k3os:\n  password: ${hash}\n  token: our-secret\n`,
    },
    {
      node: 'an agent on wifi',
      given: [
        'questions',
        '',
        'alice',
        '',
        'Shop Guest',
        'long enough',
        'an agent',
        'https://10.0.0.1:6443',
        'our-secret',
      ],
      text: 'k3os:\n  server_url: https://10.0.0.1:6443\n  token: our-secret\n  wifi:\n  - name: Shop Guest\n    passphrase: long enough\nssh_authorized_keys:\n- github:alice\n',
    },
    {
      node: 'a further server',
      given: ['questions', '', 'alice', '', '', 'further', 'https://10.0.0.1:6443', 'our-secret'],
      text: 'k3os:\n  k3s_args:\n  - server\n  server_url: https://10.0.0.1:6443\n  token: our-secret\nssh_authorized_keys:\n- github:alice\n',
    },
  ])('make $node, which passes the strict check', async ({ given, text }) => {
    const { text: made } = await ask(...given);

    expect(made).toBe(text);
    const texts = [{ file: 'answers', format: 'yaml', content: made } as const];
    expect(checkTexts(texts, { strict: true }).faults).toEqual([]);
  });

  it('never write down the password itself', async () => {
    const { text } = await ask('questions', '', '', 'open sesame', 'open sesame', '', 'first', '');

    expect(text).not.toContain('sesame');
  });

  it.each([
    { given: ['questions', 'web_1'], says: /Host name.*:/ },
    { given: ['questions', '', 'al ice!'], says: /ice! is no name of a GitHub user/ },
    { given: ['questions', '', '', ''], says: /needed, since no key is given/ },
    { given: ['questions', '', '', 'a', 'b'], says: /is another one/ },
    {
      given: ['questions', '', 'alice', '', '', 'agent', '10.0.0.1'],
      says: /must be a URL such as/,
    },
    {
      given: ['questions', '', 'alice', '', '', 'agent', 'https://h:6443', ''],
      says: /needed for joining/,
    },
    { given: ['URL', 'ftp://h/x'], says: /must be one of https, http, tftp, file, not ftp/ },
  ])('do not take $given', async ({ given, says }) => {
    await expect(ask(...given)).rejects.toThrow(says);
  });

  it.each([
    { given: ['URL', 'https://c/node.yaml'], answer: { kind: 'url', url: 'https://c/node.yaml' } },
    { given: ['this node'], answer: { kind: 'own' } },
  ])('are not needed for $answer', async ({ given, answer }) => {
    expect((await ask(...given)).answer).toEqual(answer);
  });
});
