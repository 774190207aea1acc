/** What blkid knows of one device; empty where it knows nothing. */
export interface FileSystemFound {
  readonly device: string;
  readonly type: string;
  readonly label: string;
  readonly uuid: string;
}

/**
 * `blkid -o export`: paragraphs of NAME=value, unsafe characters escaped.
 * FAT has a label in its boot sector and another one in its folder, and programs write the one or the other.
 */
export function parseBlkid(text: string): FileSystemFound[] {
  return text.split('\n\n').flatMap((paragraph) => {
    const field = (name: string) =>
      new RegExp(`^${name}=(.*)$`, 'm').exec(paragraph)?.[1]?.replace(/\\(.)/g, '$1') ?? '';
    const device = field('DEVNAME');
    return device === ''
      ? []
      : [
          {
            device,
            type: field('TYPE'),
            label: (field('LABEL') || field('LABEL_FATBOOT')).trim(),
            uuid: field('UUID'),
          },
        ];
  });
}
