import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RequestEntry } from '../../src/model/entry.ts';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';

const scenario = `
scenario: Faults that last
platform: token-factory
stub: { words: 12 }
limits: { hang: 10m }
rules:
  - { id: hung, when: { header: { x-is: hung } }, faults: [{ hang: { at: before-head, for: 10m } }] }
  - { id: late, when: { header: { x-is: late } }, faults: [{ latency: 10m }] }
  - { id: stalled, when: { header: { x-is: stalled } }, faults: [{ stream-stall: { frames: 2, for: 10m } }] }
  - { id: dripped, when: { header: { x-is: dripped } }, faults: [{ drip: { perFrame: 1m } }] }
  - { id: cut, when: { header: { x-is: cut } }, faults: [{ latency: 10m }, { stream-cut: { frames: 4 } }] }
`;

let started: StartedGateway;
beforeAll(async () => {
  started = await startGateway({ scenario });
});
afterAll(() => started.close());

const body = JSON.stringify({
  model: 'Omniva/Kimi-K2.6',
  stream: true,
  messages: [{ role: 'user', content: 'Say something.' }],
});

/** Asks for a stream, and collects what comes. */
function ask(is: string): { socket: Socket; text: () => string } {
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on('error', () => {});
  const head = [
    ...['POST /v1/chat/completions HTTP/1.1', 'host: localhost', 'authorization: Bearer sk-oais-any'],
    ...[
      'content-type: application/json',
      `content-length: ${body.length}`,
      `x-is: ${is}`,
      'connection: close',
    ],
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return { socket, text: () => text };
}

const underWay = (count: number) =>
  vi.waitFor(() => expect(started.gateway.steering.underWay()).toBe(count), { timeout: 60_000 });

/** The entries of requests after a number, once there are so many. */
async function entriesAfter(after: number, count: number): Promise<RequestEntry[]> {
  const requests = () =>
    started.gateway.journal.entries(after).flatMap((entry) => (entry.kind === 'request' ? [entry] : []));
  await vi.waitFor(() => expect(requests().length).toBe(count), { timeout: 60_000 });
  return requests();
}

const lastEntry = () => started.gateway.journal.entries(0).at(-1)?.id ?? 0;

test('at a stop what hangs is closed, what is late or slow goes on, and nothing is damaged', async () => {
  const { steering } = started.gateway;
  const kinds = ['hung', 'late', 'stalled', 'dripped', 'cut'];
  const asked = kinds.map(ask);
  await underWay(kinds.length);
  await vi.waitFor(() => expect(asked[2]?.text()).toContain('data: '), { timeout: 20_000 });
  const before = lastEntry();
  const closed = asked.map(({ socket }) => once(socket, 'close'));
  await steering.stopFaults('of this test');
  await Promise.all(closed);
  const [hung, ...others] = asked.map(({ text }) => text());
  expect(hung).toBe('');
  for (const text of others) expect(text).toMatch(/^HTTP\/1\.1 200 .*data: \[DONE\]\r?\n/s);
  const entries = await entriesAfter(before, kinds.length);
  const endings = entries.map(({ rules, played }) => [rules[0]?.rule, played.ending, played.faultsEnded]);
  expect(endings.sort()).toEqual(
    [...kinds.map((kind) => [kind, kind === 'hung' ? 'fault-ended' : 'complete', true])].sort(),
  );
  expect(steering.hanging()).toBe(0);
  await steering.releaseFaults('the next test');
});

test('at the end of a drill its own faults end, and those of the scenario last', async () => {
  const { steering } = started.gateway;
  const { id } = await steering.beginDrill({ drill: 'one', leaseMs: 600_000, blastRadius: null });
  const rules = '[{ id: holds, when: { header: { x-is: drilled } }, faults: [{ hang: { for: 10m } }] }]';
  await steering.enterStage({ id, stage: 'inject', rules });
  const [drilled, own] = [ask('drilled'), ask('hung')];
  await underWay(2);
  const before = lastEntry();
  const closed = once(drilled.socket, 'close');
  steering.endDrill(id, 'stopped', 'of this test');
  await closed;
  const [entry] = await entriesAfter(before, 1);
  expect(entry).toMatchObject({
    ...{ drill: { name: 'one', stage: 'inject' }, played: { ending: 'fault-ended' } },
    rules: [{ rule: 'drill:inject/holds', outcome: 'fired' }],
  });
  expect([steering.underWay(), own.socket.destroyed]).toEqual([1, false]);
  own.socket.destroy();
  await underWay(0);
});

test('500 that hang and 1,000 streams that are slowed end with one stop', async () => {
  const { steering } = started.gateway;
  const hung = Array.from({ length: 500 }, () => ask('hung'));
  const slowed = Array.from({ length: 1_000 }, () => ask('dripped'));
  await underWay(1_500);
  const closed = [...hung, ...slowed].map(({ socket }) => once(socket, 'close'));
  await steering.stopFaults(null);
  await Promise.all(closed);
  await underWay(0);
  expect(hung.every(({ text }) => text() === '')).toBe(true);
  expect(slowed.every(({ text }) => text().includes('data: [DONE]'))).toBe(true);
  await steering.releaseFaults(null);
}, 120_000);
