// `npm start`: a little cluster of sandbox nodes; with --vm the ISO in a virtual machine.
if (process.argv.includes('--vm')) {
  await import('../../vm/start.ts');
} else {
  await import('../../sandbox/start.ts');
}
