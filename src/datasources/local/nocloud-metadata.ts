import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import { type Documents, optionalText, pick, yamlOf } from '../documents/documents.ts';
import { publicKeysOf } from './public-keys.ts';

const Metadata = z.object({
  'instance-id': optionalText,
  'local-hostname': optionalText,
  hostname: optionalText,
  'public-keys': z.unknown().optional(),
  dsmode: optionalText,
  seedfrom: optionalText,
  'network-interfaces': z.unknown().optional(),
});

export interface NocloudMetadata {
  readonly instanceId: string | undefined;
  readonly hostname: string | undefined;
  readonly sshKeys: readonly string[];
  readonly mode: string | undefined;
  readonly seed: string | undefined;
  readonly notices: readonly string[];
}

/** A file that is absent or empty says nothing. @throws OperationError where it is no YAML map */
export function nocloudMetadata(documents: Documents, name: string): NocloudMetadata {
  const found = pick(Metadata, yamlOf(documents, name) ?? {}, name);
  const interfaces = found['network-interfaces'];
  return {
    instanceId: found['instance-id'],
    hostname: found['local-hostname'] ?? found.hostname,
    sshKeys: publicKeysOf(found['public-keys']),
    mode: found.dsmode,
    seed: found.seedfrom,
    notices:
      interfaces === undefined
        ? []
        : [`${name}: network-interfaces is not read; give a file network-config`],
  };
}

/** @throws OperationError where a person has switched the source off */
export function refuseDisabled(...modes: readonly (string | undefined)[]): void {
  if (modes.includes('disabled')) {
    throw new OperationError('dsmode is disabled: nothing of this source is taken');
  }
}
