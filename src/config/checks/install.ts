import { factFault } from '../../lib/machine-fact-names.ts';
import { parseSizeBounds } from '../../lib/size-bounds.ts';
import type { Check } from '../fields.ts';
import { matching } from './text.ts';

export const diskSize: Check = (value) =>
  parseSizeBounds(value) === undefined
    ? 'must compare with a size: ">=32G", or ">=32G <1T" (G is 10^9 bytes, Gi 2^30)'
    : undefined;

export const diskTypes = ['ssd', 'hdd', 'nvme', 'mmc', 'usb'] as const;
export type DiskType = (typeof diskTypes)[number];

const digestPart = /#(?:sha256[-:=])?[0-9a-fA-F]{64}$/;

/** Where configuration or image come from; a digest may follow. */
export function sourceUrl(...schemes: readonly string[]): Check {
  return (value) => {
    // Facts of the machine stand in braces; they are no part of a scheme or host of their own.
    const url = value.replace(/\$\{[^}]*\}/g, 'x');
    if (/[\s\p{Cc}]/u.test(value) || (!value.startsWith('/') && !URL.canParse(url))) {
      return `must be a URL (${schemes.join(', ')}) or an absolute path`;
    }
    const scheme = value.startsWith('/') ? 'file' : new URL(url).protocol.replace(':', '');
    if (!schemes.includes(scheme)) {
      return `must be one of ${schemes.join(', ')}, not ${scheme}`;
    }
    return value.includes('#') && !digestPart.test(value)
      ? 'has something after # that is no sha256 (64 hex digits)'
      : factFault(value);
  };
}

export const pattern: Check = matching(/^[^\r\n\0]+$/, 'a text, in which * stands for anything');
