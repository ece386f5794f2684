import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { chat, requestsOf, startGateway } from '../helpers/gateway.ts';

const body = '{"id":"1","choices":[]}';
const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
const answer = head + body;

interface Death {
  readonly bytes: number;
  readonly how: 'fin' | 'rst';
}

/** An upstream that sends so many bytes of its answer, and then ends or resets the connection. */
async function dying(at: () => Death): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const { bytes, how } = at();
      socket.write(answer.slice(0, bytes), () => (how === 'fin' ? socket.end() : socket.resetAndDestroy()));
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as net.AddressInfo).port;
}

/** What a reset overtakes may be lost; nothing that is not whole may pass for it. */
function isRight(got: string, { bytes, how }: Death): boolean {
  const isError = /^50\d \{"error"/.test(got);
  if (bytes < head.length) return isError;
  const isLost = got === 'broken' || (how === 'rst' && isError);
  if (bytes < answer.length) return isLost;
  return got === `200 ${body}` || (how === 'rst' && isLost);
}

test('an upstream may die at each byte: an error of the platform, a cut answer, or a whole one', async () => {
  let next: Death = { bytes: 0, how: 'fin' };
  const port = await dying(() => next);
  const started = await startGateway({ scenario: `upstream: "http://127.0.0.1:${port}/v1"\n` });
  onTestFinished(() => started.close());
  const wrong: unknown[] = [];
  let asked = 0;
  for (const how of ['fin', 'rst'] as const)
    for (let bytes = 0; bytes <= answer.length; bytes += 1) {
      next = { bytes, how };
      asked += 1;
      const got = await chat(started.url)
        .then(async (response) => `${response.status} ${await response.text()}`)
        .catch(() => 'broken');
      if (!isRight(got, next)) wrong.push({ bytes, how, got });
    }
  expect(wrong).toEqual([]);
  expect(await requestsOf(started, asked)).toHaveLength(asked);
}, 60_000);
