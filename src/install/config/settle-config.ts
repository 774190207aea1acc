import { dumpYaml } from '../../config/dump.ts';
import { loadConfig } from '../../config/load.ts';
import { formatProblems } from '../../config/messages.ts';
import type { NodeConfig } from '../../config/schema.ts';
import type { Asker } from '../../effects/ask.ts';
import type { System } from '../../effects/system.ts';
import type { InstallSettings } from '../settings.ts';
import { askConfig } from './ask-config.ts';
import { checkConfig, type FoundConfig, findConfig, type InstalledConfig } from './node-config.ts';

interface Request {
  readonly system: System;
  readonly settings: Pick<InstallSettings, 'configUrl' | 'allowLockout'>;
  /** What is installed when no URL is given. */
  readonly own: NodeConfig;
  readonly ask: Asker | undefined;
  readonly warn: (line: string) => void;
}

/** Finds the configuration of the new system and says all that is wrong with it. */
export async function settleConfig(
  request: Request,
): Promise<{ config: FoundConfig; isUsable: boolean }> {
  const config = await askedConfig(request);
  for (const warning of config.warnings) {
    request.warn(warning);
  }
  const { problems, faults } = checkConfig(config, request.settings);
  const told = [...new Set([...problems, ...faults])];
  if (told.length > 0) {
    request.warn(formatProblems(told).join('\n'));
  }
  return { config, isUsable: faults.length === 0 };
}

async function askedConfig({ system, settings, own, ask }: Request): Promise<FoundConfig> {
  if (settings.configUrl !== undefined || ask === undefined) {
    return findConfig(system, settings, own);
  }
  const answer = await askConfig(system, ask);
  return answer.kind === 'answers'
    ? { name: 'the answers', content: answer.content, warnings: [] }
    : findConfig(system, { configUrl: answer.kind === 'url' ? answer.url : undefined }, own);
}

/** For people, without its secrets. */
export function shownConfig({ name, content }: InstalledConfig): string {
  const { merged } = loadConfig([{ file: name, format: 'yaml', content }]);
  const lines = dumpYaml(merged, { showSecrets: false }).trimEnd().split('\n');
  return ['configuration', ...lines.map((line) => `    ${line}`)].join('\n');
}
