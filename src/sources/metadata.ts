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
  const reasons = failures.join('; ');
  if (source === undefined) {
    return [{ file, format: 'unreadable', content: `nobody has answered: ${reasons}` }];
  }
  const remembered = `nobody has answered, and what ${source} said earlier counts: ${reasons}`;
  return [...(isRemembered ? [remembered] : []), ...notices].map((content) => ({
    file,
    format: 'skipped',
    content,
  }));
}
