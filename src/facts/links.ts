import type { FileSystem } from '../effects/system.ts';
import { ownInterfaces } from './interfaces.ts';
import { textOf } from './look.ts';

/** A network link that is the machine's own: links of containers and overlays are none of ours. */
export interface LinkFact {
  readonly name: string;
  /** In small letters, with colons. */
  readonly mac: string;
  /** `made`: by software, on top of a card and often with its MAC address: VLANs, bridges, bonds. */
  readonly kind: 'cable' | 'wireless' | 'made';
}

const folder = '/sys/class/net';
const ethernet = '1';

export function readLinks(files: FileSystem): LinkFact[] {
  return ownInterfaces(files).flatMap((name) => {
    const attribute = (file: string) => textOf(files, `${folder}/${name}/${file}`) ?? '';
    const fact: LinkFact = {
      name,
      mac: attribute('address').toLowerCase(),
      kind: kindOf(attribute('uevent')),
    };
    return attribute('type') === ethernet ? [fact] : [];
  });
}

/** The kernel names the type of everything that is no plain card. */
function kindOf(uevent: string): LinkFact['kind'] {
  const [, type] = /^DEVTYPE=(.*)$/m.exec(uevent) ?? [];
  if (type === 'wlan') {
    return 'wireless';
  }
  return type === undefined || type === 'dsa' ? 'cable' : 'made';
}
