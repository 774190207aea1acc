/** Both from 1. */
export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

/** Offset in a text → line and column; the lines are found once, each question is a binary search. */
export function linePositions(text: string): (offset: number) => LinePosition {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    starts.push(feed + 1);
  }

  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
