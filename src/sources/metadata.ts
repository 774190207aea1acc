import type { SourceText } from '../config/source-text.ts';
import type { System } from '../effects/system.ts';
import { readFile, type Source } from './source.ts';

/** What the data sources said of the machine itself, and of themselves. */
export const metadata: Source = {
  id: 'metadata',
  read: (system) => [
    ...readOutcome(system),
    ...readFile(system, '/run/config/local_hostname', 'hostname'),
    ...readFile(system, '/run/config/ssh/authorized_keys', 'authorized-keys'),
  ],
};

const file = 'k3os.data_sources';

/** Whoever was to answer and did not has to be told where everything else is told. */
function readOutcome(system: System): SourceText[] {
  const text = system.files.read('/run/k3os/datasource.json')?.toString();
  if (text === undefined) {
    return [];
  }
  const { source, isRemembered, failures, notices } = JSON.parse(text);
  const told = notices.map((content: string) => ({ file, format: 'skipped' as const, content }));
  const reasons = failures.join('; ');
  // `auto`, and nothing of the machine says that it is anywhere; or nobody looks at the medium any more that it has learned from.
  if (reasons === '') {
    return told;
  }
  if (source === undefined) {
    return [{ file, format: 'unreadable', content: `nobody has answered: ${reasons}` }, ...told];
  }
  const content = `what ${source} said earlier counts: ${reasons}`;
  return [...(isRemembered ? [{ file, format: 'skipped' as const, content }] : []), ...told];
}
