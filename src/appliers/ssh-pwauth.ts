import type { Applier } from './applier.ts';
import { ensureAbsent, ensureFile } from './ensure.ts';
import { originAt } from './origin.ts';
import { ifStarted, startedMark } from './services.ts';
import { isUserFile } from './user-files.ts';

/** The first value sshd reads counts, and it reads these files in order of their names. */
const path = '/etc/ssh/sshd_config.d/10-k3os-password.conf';

export const sshPwauth: Applier = {
  id: 'ssh-pwauth',

  needs() {
    return { files: [path, startedMark('sshd')] };
  },

  plan(config, context) {
    if (isUserFile(config, path)) {
      return { actions: [] };
    }

    const { facts } = context;
    const { sshPwauth: wanted } = config;
    const word = wanted === true ? 'yes' : 'no';
    const content = `PasswordAuthentication ${word}\nKbdInteractiveAuthentication ${word}\n`;
    const changed =
      wanted === undefined
        ? ensureAbsent(facts, { path })
        : ensureFile(facts, { path, content, mode: 0o644, ...originAt(context, ['sshPwauth']) });

    const reload = ifStarted(facts, 'sshd', ['rc-service', 'sshd', 'reload'], 'ssh_pwauth changed');
    return { actions: changed.length === 0 ? [] : [...changed, ...reload] };
  },
};
