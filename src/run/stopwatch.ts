/** Milliseconds since now. Node loads what `performance` is made of with its first use, which takes as long as a plan. */
export function stopwatch(): () => number {
  const started = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - started) / 1e6;
}
