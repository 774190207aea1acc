import type { Applier } from './applier.ts';
import { caCerts } from './ca-certs.ts';
import { bootCommands, initCommands, runCommands } from './commands.ts';
import { dataSources } from './data-sources.ts';
import { dns } from './dns.ts';
import { environment } from './environment.ts';
import { hostname } from './hostname.ts';
import { interfaces } from './interfaces.ts';
import { k3s } from './k3s.ts';
import { k3sManifests } from './k3s-manifests.ts';
import { modules } from './modules.ts';
import { mounts } from './mounts.ts';
import { ntp } from './ntp.ts';
import { password } from './password.ts';
import { powerState } from './power-state.ts';
import { sshKeys } from './ssh-keys.ts';
import { sshPwauth } from './ssh-pwauth.ts';
import { sudoers } from './sudoers.ts';
import { swap } from './swap.ts';
import { sysctls } from './sysctls.ts';
import { timezone } from './timezone.ts';
import { users } from './users.ts';
import { wifi } from './wifi.ts';
import { writeFiles } from './write-files.ts';

/** Every concern of the node. A test compares it with the files here and with the phases. */
export const appliers: readonly Applier[] = [
  modules,
  sysctls,
  hostname,
  timezone,
  interfaces,
  dns,
  ntp,
  wifi,
  caCerts,
  users,
  sudoers,
  password,
  sshPwauth,
  sshKeys,
  swap,
  mounts,
  writeFiles,
  environment,
  dataSources,
  initCommands,
  bootCommands,
  runCommands,
  k3sManifests,
  k3s,
  powerState,
];
