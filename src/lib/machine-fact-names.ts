import { nearest } from './nearest.ts';

/** What may stand in a URL as `${mac}`; src/facts/machine-facts.ts reads them. */
const machineFactNames = ['uuid', 'serial', 'mac', 'hostname'] as const;
export type MachineFactName = (typeof machineFactNames)[number];

/** What is wrong with a template, for a message behind its key. Pure. */
export function factFault(template: string): string | undefined {
  const known: readonly string[] = machineFactNames;
  if (/\$\{[^}]*$/.test(template)) {
    return `has \${ without }`;
  }
  const wrong = [...template.matchAll(/\$\{([^}]*)\}/g)].find(
    ([, name = '']) => !known.includes(name),
  );
  if (wrong === undefined) {
    return undefined;
  }
  const [written, name = ''] = wrong;
  const meant = nearest(name, known);
  const hint = meant === undefined ? '' : `: did you mean \${${meant}}?`;
  return `has ${written}, which no machine has; there are ${known.map((each) => `\${${each}}`).join(', ')}${hint}`;
}
