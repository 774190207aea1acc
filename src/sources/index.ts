import type { SourceText } from '../config/source-text.ts';
import type { System } from '../effects/system.ts';
import { configD } from './config-d.ts';
import { kernelCmdline } from './kernel-cmdline.ts';
import { localConfig } from './local-config.ts';
import { metadata } from './metadata.ts';
import { providerDefaults } from './provider-defaults.ts';
import type { Source } from './source.ts';
import { systemConfig } from './system-config.ts';
import { userdata } from './userdata.ts';

/** Where configuration comes from; the later wins. */
export const sources: readonly Source[] = [
  providerDefaults,
  systemConfig,
  kernelCmdline,
  localConfig,
  metadata,
  userdata,
  configD,
];

/** All texts in the order in which they count; what cannot be read is among them with its reason. */
export function readSources(system: System): SourceText[] {
  return sources.flatMap((source) => source.read(system));
}
