import table from '../../../config/kernel-options.json' with { type: 'json' };
import { OperationError } from '../../errors.ts';

/** Without a required one no image is made. */
export type Level = 'required' | 'optional';

/** A row of config/kernel-options.json, whose `provenance` says what the fields mean. */
export interface KernelOption {
  readonly option: string;
  readonly level: Level;
  readonly by: 'k3s' | 'k3os';
  readonly module?: string;
  readonly or?: readonly string[];
  readonly why: string;
}

export const kernelOptions = [...rows('required'), ...rows('optional')];

function rows(level: Level): KernelOption[] {
  return (table[level] as readonly Omit<KernelOption, 'level'>[]).map((row) => ({ ...row, level }));
}

/** Values without `CONFIG_`: `y`, `m`, a number or a text; options that are off are not in it. */
export type KernelConfig = ReadonlyMap<string, string>;

export type OptionState = 'built in' | 'module' | 'missing' | 'module is missing';

export interface KernelFinding extends KernelOption {
  readonly state: OptionState;
  /** The option that does it in place of the one asked for. */
  readonly instead?: string;
  readonly satisfied: boolean;
}

/** @throws OperationError for a text that is no kernel configuration: an empty one would miss all options. */
export function parseKernelConfig(text: string, file: string): KernelConfig {
  const config = new Map(
    [...text.matchAll(/^CONFIG_(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  if (config.size === 0) {
    throw new OperationError(
      `${file} is no kernel configuration: no line begins with CONFIG_; give a file such as /boot/config-6.12.0-amd64`,
    );
  }
  return config;
}

/**
 * What k3s and k3os ask of a kernel, in the order of the table.
 * @param modules names of all modules of the image (`br_netfilter`), without which `=m` is taken at its word
 */
export function checkKernel(
  config: KernelConfig,
  modules?: ReadonlySet<string>,
  options: readonly KernelOption[] = kernelOptions,
): KernelFinding[] {
  const moduleOf = new Map(options.map(({ option, module }) => [option, module]));
  const stateOf = (option: string): OptionState => {
    const value = config.get(option) ?? 'n';
    if (value !== 'm') {
      return value === 'n' ? 'missing' : 'built in';
    }
    const module = moduleOf.get(option);
    return module !== undefined && modules?.has(module) === false ? 'module is missing' : 'module';
  };

  return options.map((row) => {
    const state = stateOf(row.option);
    const instead = isThere(state) ? undefined : row.or?.find((other) => isThere(stateOf(other)));
    return {
      ...row,
      state,
      ...(instead === undefined ? {} : { instead }),
      satisfied: isThere(state) || instead !== undefined,
    };
  });
}

function isThere(state: OptionState): boolean {
  return state === 'built in' || state === 'module';
}

/** Of a kernel that is not good enough for an image; the text names each option with its reason. */
export function missingRequired(findings: readonly KernelFinding[]): string[] {
  return findings
    .filter(({ level, satisfied }) => level === 'required' && !satisfied)
    .map(({ option, module, state, by, why }) => {
      const lacking = state === 'missing' ? 'is not set' : `needs the module ${module}`;
      return `CONFIG_${option} ${lacking}: ${why} (${by})`;
    });
}

/** `kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz` lines of modules.dep: the names that modprobe knows. */
export function modulesOf(modulesDep: string): Set<string> {
  return new Set(
    [...modulesDep.matchAll(/^(?:.*\/)?([^/:]+)\.ko(?:\.\w+)?:/gm)].map(([, name = '']) =>
      name.replaceAll('-', '_'),
    ),
  );
}
