/**
 * Work side by side. When one part fails the others are waited for first: whoever is told of it must not
 * find programs of the build still running.
 */
export async function together<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
