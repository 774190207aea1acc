import { describe, expect, it } from 'vitest';
import { openSystem } from '../../../src/cli/open-system.ts';
import { tempRoot } from '../../support/temp-root.ts';

describe('the system below --root', () => {
  const root = tempRoot({ '/file': '', '/link': { link: '.' } });

  it.each(['/none', '/file'])('is refused when %s is no folder', (path) => {
    expect(() => openSystem(root.at(path))).toThrow(`--root ${root.at(path)}: no such folder`);
  });

  it.each(['/', '/link'])('is taken when %s is one', (path) => {
    expect(openSystem(root.at(path))).toMatchObject({ root: root.at(path), live: false });
  });
});
