import { OperationError } from '../../errors.ts';
import { decodeBase64 } from '../../lib/base64.ts';
import type { DataSource } from '../data-source.ts';
import { bytesOf, textOf } from '../documents/documents.ts';
import type { Platform } from '../machine/platform.ts';

const plain = 'io.k3os.config=';
const packed = 'io.k3os.config.base64=';

/** User-data in the strings that a maker of machines, real or not, may write into SMBIOS: `-smbios type=11,value=io.k3os.config=…`. */
export const smbios: DataSource = {
  name: 'smbios',
  provider: 'smbios',
  needs: 'nothing',
  matches: (platform) => stringOf(platform) !== undefined,

  async fetch({ platform }) {
    const found = stringOf(platform);
    if (found === undefined) {
      throw new OperationError(`no OEM string of SMBIOS starts with ${plain} or ${packed}`);
    }
    return found.startsWith(packed)
      ? { base64: Buffer.from(found.slice(packed.length)) }
      : { content: Buffer.from(found.slice(plain.length)) };
  },

  parse(documents) {
    const base64 = textOf(documents, 'base64');
    return {
      userdata: base64 === undefined ? bytesOf(textOf(documents, 'content')) : decoded(base64),
    };
  },
};

function stringOf({ oemStrings }: Platform): string | undefined {
  return oemStrings.find((each) => each.startsWith(plain) || each.startsWith(packed));
}

function decoded(text: string): Buffer {
  const content = decodeBase64(text);
  if (content === undefined) {
    throw new OperationError(`${packed} of SMBIOS is no base64`);
  }
  return content;
}
