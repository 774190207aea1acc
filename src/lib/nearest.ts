/**
 * The known name most like a mistyped one; undefined when none is close: at most one
 * change in three letters, three at most.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;

  for (const name of known) {
    const limit = Math.min(3, Math.floor(Math.max(word.length, name.length) / 3));
    if (Math.abs(word.length - name.length) > limit) {
      continue;
    }

    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) {
      best = { name, distance };
    }
  }

  return best?.name;
}

/** Levenshtein's, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);

  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }

  return row[b.length] ?? 0;
}
