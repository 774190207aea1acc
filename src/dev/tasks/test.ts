import { runTestsOnNodes } from '../run-tests.ts';

// A boot in an emulated machine takes minutes: those tests have a task of their own.
process.exitCode = await runTestsOnNodes(['--project', '!vm', ...process.argv.slice(2)]);
