import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { bytesOf, isUserdata, type NastyAnswer } from './answer.ts';

const raw = (work: (socket: Socket) => void) => (response: ServerResponse) =>
  work(response.socket as Socket);

/** What lies below encryption has the connection. */
function reset(socket: Socket & { readonly _parent?: Socket }): void {
  (socket._parent ?? socket).resetAndDestroy();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('a'), 200);
  response.on('close', () => clearInterval(timer));
}

function endless(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536))) {}
  };
  response.on('drain', more);
  more();
}

const late = 'does not answer: no complete answer within N s';
const cut = 'refused: FIRST does not answer: the connection ended before the whole answer had come';

/** What goes wrong below the answer. */
export const wire: readonly NastyAnswer[] = [
  {
    what: 'a byte every 200 ms without end',
    isSlow: () => true,
    serve: () => drip,
    told: `refused: FIRST ${late}`,
  },
  {
    what: 'user-data a byte every 200 ms without end',
    isSlow: (url, service) => isUserdata({ url, service }),
    serve: (asked) => (isUserdata(asked) ? drip : asked.good),
    told: `refused: USERDATA ${late}`,
  },
  {
    what: 'a body without end',
    serve: () => endless,
    told: 'refused: FIRST is refused: answer larger than 1 MiB',
  },
  {
    what: 'no answer at all',
    isSlow: () => true,
    serve: () => () => undefined,
    told: `refused: FIRST ${late}`,
  },
  {
    what: 'half a header and then nothing',
    isSlow: () => true,
    serve: () => raw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty')),
    told: `refused: FIRST ${late}`,
  },
  {
    what: 'half a header and then the end',
    serve: () => raw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty')),
    told: 'refused: FIRST does not answer: the connection was closed without an answer',
  },
  {
    what: 'a connection that is reset',
    serve: () => raw(reset),
    told: 'refused: FIRST does not answer: read ECONNRESET',
  },
  {
    what: 'nobody who listens',
    refuses: true,
    serve: ({ good }) => good,
    told: 'refused: FIRST does not answer: connect ECONNREFUSED',
  },
  {
    what: 'another protocol',
    serve: () => raw((socket) => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n')),
    told: 'refused: FIRST does not answer: what listens there does not speak HTTP',
  },
  {
    what: 'documents that end before their length',
    serve:
      ({ good }) =>
      (response) => {
        const body = bytesOf(good);
        const length = { 'content-length': body.length + 10 };
        response.writeHead(good.status ?? 200, { ...good.headers, ...length });
        response.write(body, () => response.socket?.end());
      },
    told: cut,
  },
  {
    what: 'documents that lack their last piece',
    serve:
      ({ good }) =>
      (response) => {
        response.writeHead(good.status ?? 200, good.headers);
        response.write(Buffer.concat([bytesOf(good), Buffer.from(' ')]), () =>
          response.socket?.end(),
        );
      },
    told: cut,
  },
];
