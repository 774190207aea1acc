import type { NodeConfig } from '../config/schema.ts';
import { keyOfLabel } from './args.ts';
import { atItem, atKey, type Finding } from './finding.ts';
import type { GivenFlag } from './flags.ts';

/** Labels and taints that are given more than once, in `k3s_args` or in their own keys. */
export function checkRepeats(config: NodeConfig, given: readonly GivenFlag[]): Finding[] {
  return [
    ...repeatedLabels(config, given),
    ...equalTaints(config),
    ...clashingTaints(config, given),
  ];
}

/** The kubelet uses the last one; a label in `labels` gives way to one in `k3s_args`. */
function repeatedLabels({ k3os }: NodeConfig, given: readonly GivenFlag[]): Finding[] {
  const labels = k3os?.labels ?? {};
  const seen = new Map<string, string>();

  return given
    .filter(({ flag }) => flag?.name === 'node-label')
    .flatMap(({ value = '', item }): Finding[] => {
      const key = keyOfLabel(value);
      const before = seen.get(key);
      const other = Object.hasOwn(labels, key) ? `${key}=${labels[key]}` : undefined;
      seen.set(key, value);

      const twice = `--node-label ${key} is given twice, the last one is used`;
      const differs = 'differs from --node-label in k3s_args, which is used';
      return [
        ...warnIf(before !== undefined && before !== value, atItem(item), twice),
        ...warnIf(other !== undefined && other !== value, atKey('labels', key), differs),
      ];
    });
}

function warnIf(condition: boolean, at: Finding['at'], message: string): Finding[] {
  return condition ? [{ severity: 'warning', at, message }] : [];
}

/** Harmless, but perhaps another one was meant. */
function equalTaints({ k3os }: NodeConfig): Finding[] {
  const taints = k3os?.taints ?? [];
  return taints.flatMap((taint, index) =>
    warnIf(
      taints.indexOf(taint) < index,
      atKey('taints', index),
      `taint ${taint} is given twice: keep one`,
    ),
  );
}

/** The kubelet does not start with two taints of the same key and effect. */
function clashingTaints({ k3os }: NodeConfig, given: readonly GivenFlag[]): Finding[] {
  const flags = given
    .filter(({ flag }) => flag?.name === 'node-taint')
    .map(({ value = '', item }) => ({ taint: value, at: atItem(item) }));
  // Equal ones are not passed on twice.
  const own = [...new Set(k3os?.taints ?? [])]
    .filter((taint) => !flags.some((flag) => flag.taint === taint))
    .map((taint) => ({ taint, at: atKey('taints', k3os?.taints?.indexOf(taint) ?? 0) }));
  const seen = new Set<string>();

  return [...flags, ...own].flatMap(({ taint, at }): Finding[] => {
    const name = taint.replace(/=[^:]*/, '');
    const isRepeated = seen.has(name);
    seen.add(name);
    const message = `taint ${name} is given twice, with which the kubelet does not start: keep one`;
    return isRepeated ? [{ severity: 'error', at, message }] : [];
  });
}
