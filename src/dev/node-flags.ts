/**
 * How Node runs inside dist/k3os. A run takes a tenth of a second at most: threads and machine code for later
 * do not pay off. Measured: 13 ms of 70 in `config --dump`; a plan of 13,000 entries takes 1.0 s instead of 0.8.
 */
export const runtimeFlags: readonly string[] = [
  '--v8-pool-size=1',
  // Also because of the bytes of the result: whether a thread has just optimised a function is a bit in it.
  '--single-threaded',
  '--no-sparkplug',
  // Later than V8 would: a short run does not get its machine code back, and 10,000 files take 1.6 s instead of 1.0. Emulated
  // processors have to translate that code once more: a boot in QEMU took 28 and 25 s before, 22 and 21 s with these four.
  '--invocation-count-for-maglev=8000',
  '--invocation-count-for-maglev-osr=2000',
  '--invocation-count-for-osr=2000',
  '--regexp-tier-up-ticks=100',
  '--min-semi-space-size=4',
  // A new hash seed would have to go through the whole heap, 5 ms at each start. Seeds keep strangers from
  // choosing keys that collide; whoever writes a node's configuration owns the node anyway.
  '--no-rehash-snapshot',
  // The age of a function, which counts collections of garbage, is a byte of the result: not the same each time.
  '--no-flush-bytecode',
];

/**
 * Without seeds V8 picks new ones for every run, and two builds of the same sources differ in megabytes. A fixed
 * hash seed makes V8 refuse code caches, but not snapshots, which are not the same without.
 */
export const sameEveryTime = '--random-seed=1';
export const codeCacheNode = [process.execPath, sameEveryTime] as const;
export const snapshotNode = [
  ...codeCacheNode,
  '--hash-seed=1',
  // Behind an array of eleven bytes are five that V8 leaves as they were: zeros, unless it has cleaned up here before, which
  // depends on how busy the machine is.
  '--min-semi-space-size=64',
  '--no-flush-bytecode',
  '--single-threaded',
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
] as const;
