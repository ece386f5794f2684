import { describe, expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { fixedClock, waiting } from '../helpers/clock.ts';
import { chat, chatBody, requestsOf, startGateway } from '../helpers/gateway.ts';

/** Characters of one, two, three and four bytes. */
const stub = { text: 'naïve 東京 and 🌊 again.' };
const path = '/v1/chat/completions';
const asked = JSON.stringify({
  ...JSON.parse(chatBody({ stream: true })),
  stream_options: { include_usage: true },
});

const whole = await (async () => {
  const started = await startGateway({ scenario: JSON.stringify({ stub }) });
  const { bytes } = await speak(started.url, rawRequest(path, asked)).over;
  await started.close();
  return dechunk(splitHead(bytes).body).bytes.toString();
})();
const events = whole.split(/(?<=\n\n)/);
const [role = '', first = '', second = '', third = ''] = events;
const [finish = '', usage = '', done = ''] = events.slice(-3);
const before = events.slice(0, 3).join('');
const behind = events.slice(3).join('');

/** What a bare socket gets: the chunks it came in, and all of them together. */
async function listen(...items: readonly unknown[]) {
  const started = await gatewayOf({ stub, rules: [{ id: 'r', faults: items }] }, { labels: 'hidden' });
  const { bytes, parting } = await speak(started.url, rawRequest(path, asked)).over;
  const { head, body } = splitHead(bytes);
  const [entry] = await requestsOf(started, 1);
  return {
    head,
    parting,
    text: dechunk(body).bytes.toString(),
    whole: dechunk(body).whole,
    played: entry?.played,
  };
}

function without(...dropped: readonly string[]): string {
  return events.filter((event) => !dropped.includes(event)).join('');
}

function dataOf(event: string): string {
  return event.slice('data: '.length, -2);
}

test('the stream below has what it takes', () => {
  expect(events.length).toBeGreaterThan(8);
  expect(finish).toContain('"finish_reason":"stop"');
  expect(usage).toContain('"usage":{');
  expect(done).toBe('data: [DONE]\n\n');
});

const words = 'upstream connect error or disconnect';
const half = dataOf(second).slice(0, dataOf(second).length / 2);

test.for<readonly [item: unknown, text: string]>([
  ['stream-no-done', without(done)],
  ['stream-no-finish', without(finish)],
  [['stream-no-finish', 'stream-no-done'], without(finish, done)],
  ['stream-drop', without(first)],
  [{ 'stream-drop': { frames: 1, every: 2 } }, events.filter((_, index) => index % 2 === 1).join('')],
  ['stream-duplicate', role + first + first + events.slice(2).join('')],
  ['stream-reorder', role + second + first + behind],
  ['stream-bad-frame', `${role}${first}data: ${half}\n\n${behind}`],
  [{ 'stream-bad-frame': 'not-json' }, `${role}${first}data: ${words}\n\n${behind}`],
  [{ 'stream-bad-frame': 'no-colon' }, `${role}${first}${words}\n\n${behind}`],
  [{ 'stream-bad-frame': 'bare' }, before.slice(0, -1) + behind],
  ['stream-comment', events.map((event) => `: keep-alive\n\n${event}`).join('')],
  [{ 'stream-comment': { text: 'x', every: 4 } }, `${before}: x\n\n${third}`],
  [{ 'stream-split': 'character' }, whole],
  [{ 'stream-split': { bytes: '9B', gap: '0ms' } }, whole],
  [{ drip: '20KiB' }, whole],
  ['stream-wrong-type', whole],
])('%j: these bytes and no others', async ([item, text]) => {
  const heard = await listen(item);
  expect(heard.text.slice(0, text.length)).toBe(text);
  if (text !== `${before}: x\n\n${third}`) expect(heard.text).toHaveLength(text.length);
  const isNoticed = JSON.stringify(item).includes('bad-frame') && !JSON.stringify(item).includes('no-colon');
  const ending = isNoticed ? 'damaged' : 'complete';
  expect(heard).toMatchObject({ parting: 'fin', whole: true, played: { status: 200, ending } });
});

test.for([
  ['stream-comment', 'text/event-stream; charset=utf-8'],
  ['stream-wrong-type', 'application/json'],
  [{ 'stream-wrong-type': 'text/html' }, 'text/html'],
])('%j: the Content-Type is %s', async ([item, type]) => {
  const { head } = await listen(item);
  expect(head.split('\r\n')).toContain(`Content-Type: ${type}`);
});

test('an oversize frame is a mebibyte longer and means the same', async () => {
  const { text } = await listen('stream-oversize-frame');
  expect(text).toHaveLength(whole.length + 1_048_576);
  const all = text.split(/(?<=\n\n)/);
  expect([...all.slice(0, 2), ...all.slice(3)]).toEqual([...events.slice(0, 2), ...events.slice(3)]);
  expect(JSON.parse(dataOf(all[2] ?? ''))).toEqual(JSON.parse(dataOf(second)));
});

const error =
  '{"error":{"type":"server_error","code":"internal_error","message":"internal error","param":null}}';

describe.for([
  ['data', `data: ${error}\n\n`],
  ['event', `event: error\ndata: ${error}\n\n`],
])('stream-error as %s', ([as, told]) => {
  test.for<readonly [object, string, string]>([
    [{ frames: 0 }, told ?? '', 'damaged'],
    [{ frames: 0, then: 'done' }, told + done, 'damaged'],
    [{ frames: 3 }, before + told, 'damaged'],
    [{ frames: 3, then: 'done' }, before + told + done, 'damaged'],
    [{ frames: 3, then: 'continue' }, before + told + behind, 'complete'],
    [{ bytes: `${role.length + 5}B` }, role + first + told, 'damaged'],
    [{ frames: 99 }, whole, 'complete'],
  ])('%j', async ([params, text, ending]) => {
    const heard = await listen({ 'stream-error': { ...params, as } });
    expect(heard.text).toBe(text);
    expect(heard).toMatchObject({ parting: 'fin', whole: true, played: { status: 200, ending } });
  });
});

test('a cut counts what is left when events were dropped, [DONE] and finish_reason too', async () => {
  const cut = await listen('stream-no-finish', { 'stream-cut': { frames: events.length - 2, how: 'rst' } });
  expect(cut.text).toBe(without(finish, done));
  expect(cut).toMatchObject({ parting: 'rst', whole: false, played: { ending: 'severed' } });
  const few = await listen({ 'stream-drop': { frames: 1 } }, { 'stream-cut': { frames: 1 } });
  expect(few.text).toBe(first);
});

test('pieces of an event arrive apart: half a character first', async () => {
  const clock = fixedClock();
  const rules = [{ faults: [{ 'stream-split': { gap: '30s' } }] }];
  const started = await gatewayOf({ stub: { text: '🌊' }, rules }, { clock });
  const client = speak(started.url, rawRequest(path, chatBody({ stream: true })));
  const pieces: Buffer[] = [];
  for (let piece = 0; piece < 2; piece += 1) {
    expect(await waiting(clock)).toBe(30_000);
    // Another client is served meanwhile; whatever was written for the first has long arrived.
    await speak(started.url, rawRequest('/v1/models')).over;
    pieces.push(dechunk(splitHead(client.bytes()).body).bytes);
    clock.advance(30_000);
  }
  client.leave();
  expect(pieces[1]?.subarray(-1)).toEqual(Buffer.from('🌊').subarray(0, 1));
  expect(pieces[0]?.length).toBeLessThan(pieces[1]?.length ?? 0);
});

test.for([
  [{ rate: '100B' }, 100, [10, 20, 30]],
  [{ perFrame: '2s' }, 2_000, [role, role + first, before].map((text) => Buffer.byteLength(text))],
] as const)('a drip of %j', async ([params, ms, lengths]) => {
  const clock = fixedClock();
  const started = await gatewayOf({ stub, rules: [{ faults: [{ drip: params }] }] }, { clock });
  const client = speak(started.url, rawRequest(path, asked));
  for (const length of [0, ...lengths]) {
    expect(await waiting(clock)).toBe(ms);
    // No route of the platform: no rule meets it.
    await speak(started.url, rawRequest('/elsewhere')).over;
    expect(dechunk(splitHead(client.bytes()).body).bytes).toHaveLength(length);
    clock.advance(ms);
  }
  client.leave();
  const [entry] = (await requestsOf(started, 5)).filter(({ route }) => route === 'chat');
  expect(entry?.played.pauses[0]).toMatchObject({ kind: 'pause', plannedMs: ms, actualMs: ms });
});

test('an answer that is no stream is left alone, to its framing', async () => {
  const faults = ['stream-error', 'stream-drop', 'stream-wrong-type'];
  const started = await gatewayOf({ stub, rules: [{ faults }] });
  const answer = await chat(started.url, { stream: false });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
});
