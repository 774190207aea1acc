import { metadataClient } from '../../../src/datasources/http/client.ts';
import { far } from '../../../src/datasources/http/timing.ts';
import { realSystem } from '../../../src/effects/real-system.ts';
import { firstDelay } from '../../../src/lib/backoff.ts';

/** One machine of a fleet: node herd-client.ts URL MACHINE-ID; prints how many bytes it was given. */
const [url = '', machineId = ''] = process.argv.slice(2);
const system = realSystem('/');
await system.clock.sleep(firstDelay(machineId, far.spreadMs));
const http = metadataClient({ system, patience: far, random: Math.random });
const answer = await http.request(url);
console.log(answer?.body.length);
