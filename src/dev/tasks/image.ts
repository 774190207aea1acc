// `npm run image [-- OPTIONS]`: the program builds the image that it is put in, see `k3os image build --help`.
import { buildK3os, project } from '../build.ts';
import { runVisibly } from '../run-program.ts';

const k3os = await buildK3os((text) => console.error(text));
process.exitCode = runVisibly([
  k3os,
  ...['image', 'build', '--project', project],
  ...process.argv.slice(2),
]);
