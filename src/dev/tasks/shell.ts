// `npm run shell -- NODE`: log in to a node that `npm start` runs.
await import('../../sandbox/shell.ts');
