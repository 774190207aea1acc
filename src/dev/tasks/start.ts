// `npm start`: a little cluster of sandbox nodes. Everything about it is in src/sandbox.
await import('../../sandbox/start.ts');
