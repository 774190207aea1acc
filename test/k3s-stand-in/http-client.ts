import { request } from 'node:https';

export interface CallOptions {
  readonly method?: string;
  /** PEM; `insecure` accepts any certificate; undefined: the host's trust store. */
  readonly ca?: string | 'insecure' | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** `node:password` for Basic, `Bearer x` as it is. */
  readonly credentials?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly timeoutMs?: number;
}

export class HttpStatus extends Error {
  override readonly name = 'HttpStatus';
  readonly status: number;

  constructor(url: string, status: number, body: string) {
    super(`${url}: ${status} ${body.trim().slice(0, 200)}`);
    this.status = status;
  }
}

/** The body of a 2xx answer. @throws {HttpStatus} of any other */
export function call(url: string, options: CallOptions = {}): Promise<string> {
  const {
    method = 'GET',
    ca,
    cert,
    key,
    credentials,
    headers = {},
    body,
    timeoutMs = 10_000,
  } = options;
  const insecure = ca === 'insecure';

  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        agent: false,
        timeout: timeoutMs,
        rejectUnauthorized: !insecure,
        ...(ca !== undefined && !insecure ? { ca } : {}),
        ...(cert && key ? { cert, key } : {}),
        headers: { ...headers, ...authorization(credentials) },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const status = incoming.statusCode ?? 0;
          if (status >= 200 && status < 300) {
            resolve(text);
          } else {
            reject(new HttpStatus(url, status, text));
          }
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${url}: timed out`)));
    outgoing.on('error', (cause) => reject(new Error(`failed to reach ${url}`, { cause })));
    outgoing.end(body);
  });
}

function authorization(credentials: string | undefined): Record<string, string> {
  if (credentials === undefined) {
    return {};
  }
  return credentials.startsWith('Bearer ')
    ? { authorization: credentials }
    : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
