import type { Applier } from './appliers/applier.ts';
import { caCerts } from './appliers/ca-certs.ts';
import { bootCommands, initCommands, runCommands } from './appliers/commands.ts';
import { dataSources } from './appliers/data-sources.ts';
import { dns } from './appliers/dns.ts';
import { environment } from './appliers/environment.ts';
import { hostname } from './appliers/hostname.ts';
import { interfaces } from './appliers/interfaces.ts';
import { k3s } from './appliers/k3s.ts';
import { k3sManifests } from './appliers/k3s-manifests.ts';
import { modules } from './appliers/modules.ts';
import { mounts } from './appliers/mounts.ts';
import { ntp } from './appliers/ntp.ts';
import { password } from './appliers/password.ts';
import { powerState } from './appliers/power-state.ts';
import { sshKeys } from './appliers/ssh-keys.ts';
import { sshPwauth } from './appliers/ssh-pwauth.ts';
import { sudoers } from './appliers/sudoers.ts';
import { swap } from './appliers/swap.ts';
import { sysctls } from './appliers/sysctls.ts';
import { timezone } from './appliers/timezone.ts';
import { users } from './appliers/users.ts';
import { wifi } from './appliers/wifi.ts';
import { writeFiles } from './appliers/write-files.ts';
import type { PhaseName } from './phase-names.ts';

export interface Phase {
  /** `stop`: the machine must not go on half done. `continue`: stay reachable, finish degraded. */
  readonly onFailure: 'stop' | 'continue';
  readonly appliers: readonly Applier[];
}

/** How the node is reached, before anything that may fail or take long. */
const identity = [modules, sysctls, hostname, timezone];
const network = [interfaces, dns, ntp, wifi, caCerts];
const access = [users, sudoers, password, sshPwauth, sshKeys];
const content = [swap, mounts, writeFiles, environment];

/** Applied as soon as the data sources have answered: without it nobody is online where there is no DHCP. */
export const learnedNetwork = [interfaces, dns, wifi];

/** The whole boot, in order. Reorder here and nowhere else. */
export const phases: Record<PhaseName, Phase> = {
  initrd: {
    onFailure: 'continue',
    appliers: [modules, sysctls, hostname, writeFiles, environment, initCommands],
  },
  boot: {
    onFailure: 'continue',
    appliers: [dataSources, ...identity, ...network, ...access, ...content, k3s, bootCommands],
  },
  runtime: {
    onFailure: 'continue',
    appliers: [
      ...identity,
      ...network,
      ...access,
      ...content,
      runCommands,
      k3sManifests,
      k3s,
      powerState,
    ],
  },
};
