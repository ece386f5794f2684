import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestEntry } from '../../src/model/entry.ts';
import { type Heard, rawRequest, speak } from '../helpers/clients/raw.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';

/** What each request meets, by its field `X-Meets`. */
const scenario = `platform: openai
rules:
  - { id: late, when: { header: { x-meets: late } }, faults: [{ latency: 150ms }] }
  - { id: fin, when: { header: { x-meets: fin } }, faults: [disconnect] }
  - { id: rst, when: { header: { x-meets: rst } }, faults: [{ disconnect: { how: rst } }] }
  - { id: head, when: { header: { x-meets: head } }, faults: [bad-head] }
  - { id: hang, when: { header: { x-meets: hang } }, faults: [{ hang: { for: 1h } }] }
  - { id: once, when: { header: { x-meets: once } }, times: 1, faults: [503] }
`;

let started: StartedGateway;
let asked = 0;

beforeAll(async () => {
  started = await startGateway({ scenario });
});

afterAll(() => started.close());

const request = (meets: string, headers: Readonly<Record<string, string>> = {}) =>
  rawRequest('/v1/chat/completions', chatBody(), { Connection: 'keep-alive', 'X-Meets': meets, ...headers });

const statuses = ({ bytes }: Heard) => bytes.toString('latin1').match(/HTTP\/\S+ \S+/g) ?? [];

const summary = ({ played, rules }: RequestEntry) =>
  [played.status ?? 'nothing', played.ending, ...rules.map(({ rule }) => rule)].join(' ');

/** The entries of the last requests, sorted. */
async function entries(count: number): Promise<string[]> {
  asked += count;
  return (await requestsOf(started, asked)).slice(-count).map(summary).sort();
}

const ok = 'HTTP/1.1 200';
const unserved = 'nothing severed';

test.each<[string, string[], string[], Heard['parting'], string[]]>([
  ['one that is cut', ['fin', '-', '-'], [], 'fin', ['nothing severed fin', unserved, unserved]],
  ['one that is reset', ['rst', '-'], [], 'rst', ['nothing severed rst', unserved]],
  [
    'the second is cut',
    ['late', 'fin', '-'],
    [ok],
    'fin',
    ['200 complete late', 'nothing severed fin', unserved],
  ],
  [
    'the second has a bad head',
    ['late', 'head'],
    [ok, 'HTTP/1.1 OK'],
    'fin',
    ['200 complete late', 'nothing severed head'],
  ],
])('%s: the journal has what left', async (_case, meets, answers, parting, journal) => {
  const heard = await speak(started.url, meets.map((each) => request(each)).join('')).over;
  expect([statuses(heard), heard.parting]).toEqual([answers, parting]);
  expect(await entries(meets.length)).toEqual([...journal].sort());
});

test('a request without its turn uses up no turn of a rule', async () => {
  await speak(started.url, request('fin') + request('once')).over;
  expect(await entries(2)).toEqual([unserved, 'nothing severed fin']);
  const heard = await speak(started.url, request('once', { Connection: 'close' })).over;
  expect(statuses(heard)).toEqual(['HTTP/1.1 503']);
  expect(await entries(1)).toEqual(['503 complete once']);
});

test('behind "Connection: close" nothing is served, and the answer comes', async () => {
  const heard = await speak(started.url, request('late', { Connection: 'close' }) + request('-')).over;
  expect([statuses(heard), heard.parting]).toEqual([[ok], 'fin']);
  expect(await entries(1)).toEqual(['200 complete late']);
});

test.each([
  ['at once', '-', '200 complete'],
  ['late', 'late', '200 complete late'],
])('what is no request does no harm to the answer before, which comes %s', async (_case, meets, journal) => {
  const heard = await speak(started.url, `${request(meets)}NONSENSE\r\n\r\n`).over;
  expect([statuses(heard), heard.parting]).toEqual([[ok], 'fin']);
  expect(await entries(1)).toEqual([journal]);
});

test('a client that leaves a silence has left what it asked behind it, too', async () => {
  const socket = net.connect(Number(new URL(started.url).port), '127.0.0.1');
  socket.on('error', () => {}).write(request('hang') + request('-') + request('-'));
  await expect.poll(() => started.gateway.steering.hanging()).toBe(1);
  socket.resetAndDestroy();
  expect(await entries(3)).toEqual([
    'nothing client-left',
    'nothing client-left',
    'nothing client-left hang',
  ]);
});
