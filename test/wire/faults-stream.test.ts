import { describe, expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { byFetch, byHttp } from '../helpers/clients/node.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { fixedClock, waiting } from '../helpers/clock.ts';
import { chat, chatBody, requestsOf, startGateway } from '../helpers/gateway.ts';
import { outlast } from '../helpers/observe.ts';

/** Two characters of three bytes and one of four: bytes and characters are not the same here. */
const stub = { text: 'naïve 東京 and 🌊 again.' };
const path = '/v1/chat/completions';

/** What a bare socket gets of a stream (or of a whole answer), and how it ends. */
async function listen(item: unknown, body = chatBody({ stream: true })) {
  const rules = item === null ? [] : [{ id: 'r', faults: [item] }];
  const started = await gatewayOf({ stub, rules }, { labels: 'hidden' });
  const { bytes, parting } = await speak(started.url, rawRequest(path, body)).over;
  const { head, body: framed } = splitHead(bytes);
  const [entry] = await requestsOf(started, 1);
  const isChunked = head.toLowerCase().includes('transfer-encoding: chunked');
  const content = isChunked ? dechunk(framed) : { bytes: framed, whole: true };
  return { head, parting, ...content, played: entry?.played };
}

const whole = await (async () => {
  const started = await startGateway({ scenario: JSON.stringify({ stub }) });
  const answers = await Promise.all([true, false].map((stream) => chat(started.url, { stream })));
  const [stream, plain] = await Promise.all(
    answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())),
  );
  await started.close();
  return { stream: stream ?? Buffer.alloc(0), plain: plain ?? Buffer.alloc(0) };
})();

/** Where the events of the whole stream end. */
const ends = [...whole.stream.toString('latin1').matchAll(/\n\n/g)].map(({ index }) => index + 2);
const insideEvent = (ends[2] ?? 0) + 30;
/** The first byte of 東 is in, the other two are not. */
const insideCharacter = whole.stream.indexOf('東') + 1;

test('the stream that is cut below has what it takes', () => {
  expect(ends.length).toBeGreaterThan(8);
  expect(whole.stream.subarray(-14).toString()).toBe('data: [DONE]\n\n');
  expect(insideCharacter).toBeGreaterThan(1);
  expect(() =>
    new TextDecoder('utf-8', { fatal: true }).decode(whole.stream.subarray(0, insideCharacter)),
  ).toThrow();
});

const places = [
  ['after the head alone', { frames: 0 }, 0],
  ['after one event', { frames: 1 }, ends[0] ?? 0],
  ['after four events', { frames: 4 }, ends[3] ?? 0],
  ['inside an event', { bytes: `${insideEvent}B` }, insideEvent],
  ['inside a character', { bytes: `${insideCharacter}B` }, insideCharacter],
  ['before [DONE]', { frames: ends.length - 1 }, ends.at(-2) ?? 0],
] as const;

const endings = [
  ['clean', 'fin', true, 'damaged'],
  ['fin', 'fin', false, 'severed'],
  ['rst', 'rst', false, 'severed'],
] as const;

describe.for(endings)('stream-cut %s', ([how, parting, isWhole, ending]) => {
  test.for(places)('%s', async ([, place, length]) => {
    const heard = await listen({ 'stream-cut': { ...place, how } });
    expect(heard.bytes).toEqual(whole.stream.subarray(0, length));
    expect(heard).toMatchObject({ parting, whole: isWhole });
    expect(heard.played).toMatchObject({ status: 200, bytes: length, ending });
  });
});

test('stream-cut by itself: three events, as if that were all', async () => {
  const heard = await listen('stream-cut');
  expect(heard.bytes).toEqual(whole.stream.subarray(0, ends[2]));
  expect(heard).toMatchObject({ parting: 'fin', whole: true, played: { frames: 3, ending: 'damaged' } });
});

test('stream-cut behind the last event changes nothing', async () => {
  const heard = await listen({ 'stream-cut': { frames: ends.length + 1, how: 'rst' } });
  expect(heard.bytes).toEqual(whole.stream);
  expect(heard).toMatchObject({ parting: 'fin', whole: true });
});

test.for(['stream-cut', { 'stream-cut': { frames: 0, how: 'rst' } }, { 'stream-stall': '1h' }])(
  '%o leaves an answer that is no stream alone, to its framing',
  async (item) => {
    const body = chatBody({ stream: false });
    const [plain, faulted] = [await listen(null, body), await listen(item, body)];
    expect(faulted.head.replace(/Date: .*/, '')).toBe(plain.head.replace(/Date: .*/, ''));
    expect(faulted.bytes).toEqual(whole.plain);
    expect(faulted.parting).toBe('fin');
  },
);

test('of two cuts the earliest wins', async () => {
  const cuts = [
    [{ frames: 5 }, { frames: 2 }],
    [{ frames: 2 }, { frames: 5 }],
  ];
  for (const [one, other] of cuts) {
    const heard = await listen([{ 'stream-cut': one }, { disconnect: { ...other, how: 'rst' } }]);
    expect(heard.bytes).toEqual(whole.stream.subarray(0, ends[1]));
  }
});

test.for([
  ['two events', { frames: 2 }, ends[1] ?? 0],
  ['half a character', { bytes: `${insideCharacter}B` }, insideCharacter],
] as const)('stream-stall: %s, silence, and then the rest', async ([, place, length]) => {
  const clock = fixedClock();
  const rules = [{ faults: [{ 'stream-stall': { ...place, for: '30s' } }] }];
  const started = await gatewayOf({ stub, rules }, { clock });
  const client = speak(started.url, rawRequest(path, chatBody({ stream: true })));
  expect(await waiting(clock)).toBe(30_000);
  // Another client is served meanwhile; whatever was written for the first has long arrived.
  await speak(started.url, rawRequest('/v1/models')).over;
  clock.advance(29_999);
  const sofar = dechunk(splitHead(client.bytes()).body);
  expect(sofar).toEqual({ bytes: whole.stream.subarray(0, length), whole: false });
  clock.advance(1);
  const { bytes, parting } = await client.over;
  expect(parting).toBe('fin');
  expect(dechunk(splitHead(bytes).body)).toEqual({ bytes: whole.stream, whole: true });
  const [entry] = (await requestsOf(started, 2)).filter(({ route }) => route === 'chat');
  expect(entry?.played).toMatchObject({
    bytes: whole.stream.length,
    ending: 'complete',
    pauses: [{ kind: 'hang', plannedMs: 30_000, actualMs: 30_000 }],
  });
});

const transport = [
  ['fin', { bytes: '1B' }, 1],
  ['rst', { bytes: '1B' }, 1],
  ['fin', { bytes: '100B' }, 100],
  ['rst', { bytes: '100B' }, 100],
  ['fin', { share: 0.5 }, Math.floor(whole.plain.length / 2)],
  ['rst', { share: 0.5 }, Math.floor(whole.plain.length / 2)],
  ['fin', { at: 'after-head' }, 0],
  ['rst', { at: 'after-head' }, 0],
] as const;

test.for(transport)('disconnect by %s at %o: exactly the bytes before it', async ([how, place, length]) => {
  const heard = await listen({ disconnect: { ...place, how } }, chatBody({ stream: false }));
  expect(heard.head).toContain(`Content-Length: ${whole.plain.length}`);
  expect(heard.bytes).toEqual(whole.plain.subarray(0, length));
  expect(heard.parting).toBe(how);
  expect(heard.played).toMatchObject({ bytes: length, ending: 'severed' });
});

test.for(['fin', 'rst'] as const)('disconnect by %s before the head: not one byte', async (how) => {
  const heard = await listen({ disconnect: { how } });
  expect(heard).toMatchObject({ head: '', parting: how, played: { status: null, bytes: 0 } });
});

test('disconnect after a time: events up to then, and not the end', async () => {
  const clock = fixedClock();
  const scenario = {
    stub: { ...stub, pace: { firstToken: '1s', perToken: '1s' } },
    rules: [{ faults: [{ disconnect: { after: '2500ms' } }] }],
  };
  const started = await gatewayOf(scenario, { clock });
  const client = speak(started.url, rawRequest(path, chatBody({ stream: true })));
  const [heard] = await outlast(clock, client.over);
  const { bytes } = dechunk(splitHead(heard.bytes).body);
  // The role, and one token behind each whole second.
  expect(bytes).toEqual(whole.stream.subarray(0, ends[2]));
});

test('a cut answer is never taken for a whole one: fetch and node:http fail inside a character', async () => {
  const rules = [{ faults: [{ 'stream-cut': { bytes: `${insideCharacter}B`, how: 'fin' } }] }];
  const { url } = await gatewayOf({ stub, rules });
  const asked = { stream: true };
  expect(await byFetch(url, asked)).toEqual({ kind: 'failed', status: 200, code: 'UND_ERR_SOCKET' });
  expect(await byHttp(url, asked)).toEqual({ kind: 'failed', status: 200, code: 'ECONNRESET' });
});
