import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { play } from '../../../../src/answer/play.ts';
import type { ResponseSink } from '../../../../src/answer/player/response-sink.ts';
import type { Played } from '../../../../src/model/entry.ts';
import type { Answer } from '../../../../src/model/step.ts';
import { type FixedClock, fixedClock } from '../../../helpers/clock.ts';

/** One request to a real server; the test plays its answer on a clock that only the test advances. */
export interface SinkFixture {
  readonly clock: FixedClock;
  readonly client: Socket;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** How often the player called `onEnd`. */
  left(): number;
  /** Everything that the client has received so far. */
  received(): string;
  /** `fin`, `rst` (or any other error), or `null` while the connection is open. */
  ended(): string | null;
  play(answer: Answer): Promise<Played>;
}

const request = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';

/** Starts a server and a client, calls `run` with the open exchange, and closes both whatever happens. */
export async function withResponseSink(
  run: (fixture: SinkFixture) => Promise<void>,
  rest: Partial<ResponseSink> = {},
  sent = request,
): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const client = connect({ port: address.port, host: '127.0.0.1', allowHalfOpen: false });
  const chunks: Buffer[] = [];
  let ended: string | null = null;
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  client.once('end', () => {
    ended ??= 'fin';
  });
  client.once('error', (error) => {
    ended ??= 'code' in error && error.code === 'ECONNRESET' ? 'rst' : error.message;
  });
  client.write(sent);
  const [req, res] = await asked;
  const clock = fixedClock();
  let left = 0;
  const sink: ResponseSink = {
    ...{ res, socket: req.socket, transport: req.socket, clock },
    redact: (headers) => headers,
    onEnd: () => {
      left += 1;
    },
    onSever: () => {},
    brokenOff: () => 'client-left',
    ...rest,
  };
  try {
    await run({
      ...{ clock, client, req, res },
      left: () => left,
      received: () => Buffer.concat(chunks).toString('latin1'),
      ended: () => ended,
      play: async (answer) => play(answer, sink),
    });
  } finally {
    client.destroy();
    server.close();
    server.closeAllConnections();
  }
}
