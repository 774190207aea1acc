import { z } from 'zod';
import { reasonOf } from '../../errors.ts';
import { isMultipart, splitMultipart } from '../../lib/mime.ts';
import { yamlOf } from '../documents/documents.ts';
import { publicKeysOf } from './public-keys.ts';

const name = 'vendor-data';
const Part = z.object({ ssh_authorized_keys: z.unknown().optional() });

interface VendorKeys {
  readonly sshKeys: readonly string[];
  readonly notices: readonly string[];
}

/**
 * Keys in parts of vendor-data. Nothing else of it counts, but a machine in a VPC of IBM's has its keys nowhere else, and does not know
 * that it is one: its drive is any NoCloud's. Pure.
 */
export function vendorKeys(vendordata: Buffer | undefined): VendorKeys {
  if (vendordata === undefined || !isMultipart(vendordata)) {
    return { sshKeys: [], notices: [] };
  }
  const read = splitMultipart(vendordata)
    .parts.filter(({ type }) => type === 'text/cloud-config')
    .map(({ content }) => keysOfPart(content));
  return {
    sshKeys: read.flatMap(({ sshKeys }) => sshKeys),
    notices: read.flatMap(({ notices }) => notices),
  };
}

function keysOfPart(content: Buffer): VendorKeys {
  try {
    const part = Part.safeParse(yamlOf({ [name]: content }, name));
    return { sshKeys: publicKeysOf(part.data?.ssh_authorized_keys), notices: [] };
  } catch (error) {
    return { sshKeys: [], notices: [`${reasonOf(error)}: left out`] };
  }
}
