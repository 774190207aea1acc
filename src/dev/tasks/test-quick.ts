import { runTestsOnNodes } from '../run-tests.ts';

// A boot in an emulated machine takes a minute.
process.exitCode = await runTestsOnNodes(['--project', '!vm', ...process.argv.slice(2)]);
