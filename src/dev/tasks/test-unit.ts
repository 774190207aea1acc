import { runTests } from '../run-tests.ts';

process.exitCode = runTests(['--project', 'unit', ...process.argv.slice(2)]);
