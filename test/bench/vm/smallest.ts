/** The first of rising sizes that is enough, provided that all after it are; undefined when none is. */
export async function smallest(
  sizes: readonly number[],
  isEnough: (size: number) => Promise<boolean>,
): Promise<number | undefined> {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(sizes[middle] as number)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return sizes[low];
}
