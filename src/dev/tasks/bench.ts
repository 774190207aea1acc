// `npm run bench [-- --vm] [--json] [--runs N]`: the promises about speed and size, measured.
await import('../../../test/bench/main.ts');
