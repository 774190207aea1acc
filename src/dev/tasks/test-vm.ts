import { runTestsOnNodes } from '../run-tests.ts';

process.exitCode = await runTestsOnNodes(['--project', 'vm', ...process.argv.slice(2)]);
