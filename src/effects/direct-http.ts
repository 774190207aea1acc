import type { AgentOptions } from 'node:http';
import { OperationError } from '../errors.ts';
import { parseWebUrl, shownUrl } from '../lib/url.ts';
import { exchange, plainFailure } from './exchange.ts';
import type { DirectOptions, DirectResult } from './system.ts';

const systemCertificates = '/etc/ssl/certs/ca-certificates.crt';

/** Services answer 406 to what they do not know, and pack nothing that was not packed by the user. */
const usualHeaders = { 'user-agent': 'k3os', accept: '*/*', 'accept-encoding': 'identity' };

interface Request {
  readonly readFile: (path: string) => Buffer | undefined;
  /** Link-local IPv6 with the zone that URLs cannot have: `http://[fe80::1%eth0]/`. */
  readonly url: string;
  readonly options: DirectOptions;
}

/** One exchange over a connection of its own. @throws OperationError when there is no answer */
export async function fetchDirect({ readFile, url, options }: Request): Promise<DirectResult> {
  const { deadlineMs, maxBytes, method, headers, body, signal } = options;
  const { target, zoned, headers: credentials } = parseWebUrl(url);
  const { Agent } = await import(target.protocol === 'https:' ? 'node:https' : 'node:http');
  const agent = new Agent(agentOptions(readFile, options, zoned));
  const late = AbortSignal.timeout(deadlineMs);
  try {
    return await exchange({
      ...{ url: target, agent, method, body, maxBytes },
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      headers: { ...usualHeaders, ...credentials, ...inLowerCase(headers ?? {}) },
      unpacks: false,
    });
  } catch (error) {
    throw new OperationError(`cannot fetch ${shownUrl(url)}`, {
      cause: plainFailure(error, { deadlineMs, maxBytes }),
    });
  } finally {
    agent.destroy();
  }
}

/** A name in other letters would be a second header of that name, not this one. */
function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** What an agent is given counts before what the request says, so a zone can be had that the Host header must not have. */
function agentOptions(
  readFile: Request['readFile'],
  { localPort }: DirectOptions,
  zoned: string | undefined,
): AgentOptions & { ca?: Buffer } {
  const ca = readFile(systemCertificates);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(localPort === undefined ? {} : { localPort }),
    ...(zoned === undefined ? {} : { host: zoned, hostname: zoned, family: 6 }),
  } as AgentOptions;
}
