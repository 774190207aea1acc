import { runTestsOnNodes } from '../run-tests.ts';

process.exitCode = await runTestsOnNodes(process.argv.slice(2));
