const begin = '# k3os begin: changes below are overwritten, edit the configuration instead';
const end = '# k3os end';

/**
 * Replaces what this program wrote into a file that others write to as well; their lines stay as they are.
 * No lines: the block goes away. Markers are recognised by their first words, so the hint may be reworded.
 */
export function withManagedBlock(text: string, lines: readonly string[]): string {
  const others = outsideManagedBlock(text);
  const block = lines.length === 0 ? [] : [begin, ...lines, end];
  const all = [...others, ...block];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

export function managedBlock(text: string): string[] {
  return split(text).inside;
}

export function outsideManagedBlock(text: string): string[] {
  return split(text).outside;
}

function split(text: string): { inside: string[]; outside: string[] } {
  const lines = text.replace(/\n$/, '').split('\n');
  const stop = lines.findIndex((line, at) => isEnd(line) && lines.slice(0, at).some(isBegin));
  if (stop === -1) {
    // Without its end the block is not ours to judge: nothing is taken away.
    return { inside: [], outside: text === '' ? [] : lines };
  }

  const start = lines.slice(0, stop).findLastIndex(isBegin);
  return {
    inside: lines.slice(start + 1, stop),
    outside: [...lines.slice(0, start), ...lines.slice(stop + 1)],
  };
}

function isBegin(line: string): boolean {
  return line.startsWith('# k3os begin');
}

function isEnd(line: string): boolean {
  return line.startsWith('# k3os end');
}
