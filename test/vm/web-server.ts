import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
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
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    // Firmware that does not know what will come copies what it has for each piece that it gets.
    response.writeHead(200, { 'Content-Length': statSync(file).size });
    createReadStream(file).pipe(response);
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  onTestFinished(() => {
    web.close();
  });
  return { url: `http://10.0.2.2:${(web.address() as AddressInfo).port}`, asked };
}
