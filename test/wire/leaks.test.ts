import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatBody, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { eventually } from '../helpers/upstreams.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Every way in which an answer can end, in turn, for ever. */
const scenario = `
scenario: Mixed
rules:
  - sequence:
      - 500
      - { hang: { at: before-head, for: 2ms } }
      - { hang: { at: after-head, for: 1m } }
      - { disconnect: { at: before-head, how: rst } }
      - { disconnect: { at: after-head, how: fin } }
      - { disconnect: { bytes: 40B, how: rst } }
      - { stream-cut: { frames: 2, how: clean } }
      - { stream-stall: { frames: 1, for: 1ms } }
      - { latency: 1ms }
      - { slow-first-byte: 1ms }
      - { respond: 204 }
      - ok
    then: repeat
`;

let started: StartedGateway;
beforeAll(async () => {
  started = await startGateway({ scenario });
});
afterAll(() => started.close());

/** One request, whatever becomes of it; every fifth client leaves on its own. */
function send(agent: Agent, index: number): Promise<void> {
  const { hostname, port } = new URL(started.url);
  const headers = { authorization: 'Bearer sk-any', connection: index % 3 === 0 ? 'close' : 'keep-alive' };
  return new Promise((resolve) => {
    const sent = request({ hostname, port, agent, headers, method: 'POST', path: '/v1/chat/completions' });
    sent.once('close', resolve).once('error', () => {});
    sent.once('response', (response) => {
      response.once('error', () => {}).resume();
      if (index % 5 === 0) response.once('data', () => sent.destroy());
    });
    // The head alone has come: nobody would answer this one for a minute.
    sent.once('response', () => setImmediate(() => index % 12 === 2 && sent.destroy()));
    sent.setTimeout(100, () => sent.destroy());
    sent.end(chatBody({ prompt: `prompt ${index % 50}`, stream: index % 2 === 0 }));
  });
}

async function sendMany(count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  let next = 0;
  const worker = async () => {
    while (next < count) await send(agent, next++);
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  agent.destroy();
}

/** Open sockets and timers of this process, the gateway's and the client's alike. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate').length;
}

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('10,000 mixed requests leave no socket, no timer and no memory behind', {
  timeout: 120_000,
}, async () => {
  const before = handles();
  // Fills the journal's ring: from here on, every entry takes another one's place.
  await sendMany(10_000);
  await eventually(() => handles() <= before);
  const full = heapBytes();
  await sendMany(10_000);
  await eventually(() => handles() <= before);
  const grown = heapBytes() - full;
  console.info(`heap ${(full / 1_048_576).toFixed(1)} MiB, grown by ${(grown / 1_048_576).toFixed(2)} MiB`);
  expect(started.gateway.journal.entries().length).toBeLessThanOrEqual(10_000);
  // A leaked request with its socket is some 10 KiB; 10,000 of them would be 100 MiB.
  expect(grown).toBeLessThan(5 * 1_048_576);
});
