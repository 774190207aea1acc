import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';
import type { DataSource } from '../data-source.ts';
import { contentOf, textOf } from '../documents/documents.ts';
import type { Volume } from '../machine/platform.ts';
import { firstMedium, hasLabel, hasText, isReadable } from './first-medium.ts';

/** The second name is k3OS's own. */
const files = ['user-data', 'config'];

/**
 * k3OS's: a medium labelled cidata, or whatever CD has a configuration at its top. k3OS read neither FAT sticks nor disks that an ISO
 * was written to, and an empty user-data ended its search: none of that is kept.
 */
export const cdrom: DataSource = {
  name: 'cdrom',
  provider: 'CDROM',
  isMedium: true,
  needs: 'nothing',
  matches: ({ volumes }) => volumes.some(isLabelled),

  async fetch(access) {
    const there = await access.media.find(isCandidate, 0);
    const medium = (await labelledFirst(access, there)) ?? (await lateOne(access, there));
    if (medium === undefined) {
      throw new OperationError('no CD has a file user-data or config');
    }
    return { ...medium.documents, device: Buffer.from(medium.volume.device) };
  },

  parse(documents) {
    const name = files.find((each) => hasText(documents[each])) ?? '';
    return {
      provider: `CDROM ${textOf(documents, 'device')}`,
      userdata: contentOf(documents, name),
    };
  },
};

function isLabelled(volume: Volume): boolean {
  return hasLabel(volume, 'cidata');
}

function isCandidate(volume: Volume): boolean {
  return isLabelled(volume) || (volume.isOptical && isReadable(volume));
}

function labelledFirst(access: Access, volumes: readonly Volume[]) {
  const labelled = volumes.filter(isLabelled);
  const others = volumes.filter((volume) => !isLabelled(volume));
  return firstMedium(access, [...labelled, ...others], { files });
}

/** The CD that the machine has started from is there at once, and a stick besides it is not. */
async function lateOne(access: Access, there: readonly Volume[]) {
  const isNew = (volume: Volume) => there.every(({ device }) => device !== volume.device);
  const volumes = await access.media.find(
    (volume) => isCandidate(volume) && isNew(volume),
    access.lateMs,
    access.signal,
  );
  return labelledFirst(access, volumes);
}
