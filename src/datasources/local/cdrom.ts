import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { contentOf, textOf } from '../documents.ts';
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
  matches: ({ volumes }) => volumes.some((volume) => hasLabel(volume, 'cidata')),

  async fetch(access) {
    const volumes = await access.media.find(
      (volume) => hasLabel(volume, 'cidata') || (volume.isOptical && isReadable(volume)),
      false,
    );
    const labelled = volumes.filter((volume) => hasLabel(volume, 'cidata'));
    const others = volumes.filter((volume) => !labelled.includes(volume));
    const medium = await firstMedium(access, [...labelled, ...others], { files });
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
