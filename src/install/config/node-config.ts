import { dumpYaml } from '../../config/dump.ts';
import { loadConfig } from '../../config/load.ts';
import { checkLockOut } from '../../config/lock-out.ts';
import type { Problem } from '../../config/problem.ts';
import type { NodeConfig } from '../../config/schema.ts';
import type { SourceText } from '../../config/source-text.ts';
import type { System } from '../../effects/system.ts';
import { fillTemplate } from '../../facts/machine-facts.ts';
import { doubtOf, parsePinned } from '../../lib/pinned-url.ts';
import { shownUrl } from '../../lib/url.ts';
import { checkTexts } from '../../run/checked-texts.ts';
import type { InstallSettings } from '../settings.ts';
import { fetchText } from '../source/fetch-text.ts';

/** What becomes /k3os/system/config.yaml. */
export interface InstalledConfig {
  /** For people. */
  readonly name: string;
  readonly content: Buffer;
}

export interface FoundConfig extends InstalledConfig {
  readonly warnings: readonly string[];
}

/**
 * The fetched file as it is, with its comments; without a URL what this node has, whose `k3os.install` was for this one
 * installation.
 */
export async function findConfig(
  system: System,
  { configUrl }: Pick<InstallSettings, 'configUrl'>,
  own: NodeConfig,
): Promise<FoundConfig> {
  if (configUrl === undefined) {
    const content = Buffer.from(dumpYaml(own, { showSecrets: true }));
    return { name: 'the configuration of this node', content, warnings: [] };
  }
  const pinned = parsePinned(fillTemplate(configUrl, system.files, 'config_url'));
  const doubt = doubtOf(pinned);
  return {
    name: shownUrl(pinned.url),
    content: await fetchText(system, pinned),
    warnings: doubt === undefined ? [] : [doubt],
  };
}

export interface CheckedConfig {
  /** Everything there is to say. */
  readonly problems: readonly Problem[];
  /** Why it is not installed. */
  readonly faults: readonly Problem[];
}

/** As `config validate`, and that somebody can log in: an installed node has no other way in. */
export function checkConfig(
  { name, content }: InstalledConfig,
  { allowLockout }: Pick<InstallSettings, 'allowLockout'>,
): CheckedConfig {
  const texts: SourceText[] = [{ file: name, format: 'yaml', content }];
  const { problems, faults } = checkTexts(texts, { strict: false });
  const lockedOut =
    faults.length > 0 || allowLockout ? [] : checkLockOut(loadConfig(texts).config, [name]);
  return {
    problems,
    faults: [...faults, ...lockedOut.map(refused)],
  };
}

function refused(problem: Problem): Problem {
  const message = `${problem.message.replace(/ here or in another source$/, '')}; or say that it is meant so: --allow-lockout (k3os.install.allow_lockout)`;
  return { ...problem, severity: 'error', message };
}
