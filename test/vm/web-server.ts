import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A web server of this test: path → file. Guests reach it at `url`; `asked` are the paths in their order. */
export async function startWebServer(
  files: Readonly<Record<string, string>>,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const web = createServer(({ url = '' }, response) => {
    asked.push(url);
    const file = files[url];
    response.writeHead(file === undefined ? 404 : 200);
    file === undefined ? response.end() : createReadStream(file).pipe(response);
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  onTestFinished(() => {
    web.close();
  });
  return { url: `http://10.0.2.2:${(web.address() as AddressInfo).port}`, asked };
}
