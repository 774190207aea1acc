/** One word for k3s, and which item of `k3s_args` it comes from. */
export interface Word {
  readonly text: string;
  readonly item: number;
}

export interface Words {
  readonly words: readonly Word[];
  /** Items that held several words and were taken apart. */
  readonly split: readonly number[];
  /** Items that hold several words and quotes: what is meant cannot be told. */
  readonly quoted: readonly number[];
}

/**
 * The original took `server --disable traefik` in the first item apart by accident of its installer script,
 * and passed a later `--disable traefik` on as one word, which k3s refuses. No flag has a space in its
 * name, so an item that begins with a role or a flag name followed by a space is taken apart.
 * Spaces inside a value (`--kubelet-arg=a=b c`) stay.
 */
const severalWords = /^(server|agent|--?[A-Za-z][A-Za-z0-9-]*)\s+\S/;

export function toWords(items: readonly string[]): Words {
  const words: Word[] = [];
  const split: number[] = [];
  const quoted: number[] = [];

  items.forEach((item, index) => {
    const text = item.trim();
    if (text === '') {
      return;
    }
    if (!severalWords.test(text)) {
      words.push({ text, item: index });
      return;
    }

    (/["'\\]/.test(text) ? quoted : split).push(index);
    words.push(...text.split(/\s+/).map((part) => ({ text: part, item: index })));
  });

  return { words, split, quoted };
}
