import { realSystem } from '../../../src/effects/real-system.ts';
import { reasonOf } from '../../../src/errors.ts';
import { addGeneration } from '../../../src/generations/install-generation.ts';

// Run as a program of its own, so that it can be killed: FOLDER BOOT, and the new generation as JSON.
const [folder = '', boot = '', wanted = ''] = process.argv.slice(2);
try {
  await addGeneration({ system: realSystem('/'), folder, boot }, JSON.parse(wanted));
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = 1;
}
