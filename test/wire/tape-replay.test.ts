import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { curl, fieldOf } from '../helpers/clients/curl.ts';
import { fixedClock, waiting } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chat, chatBody, requestsOf } from '../helpers/gateway.ts';
import { noticesOf, tapeWorkshop } from '../helpers/tapes.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const { tape, keep, gateway, close } = tapeWorkshop();
afterEach(close);

/** A backend that counts, so that no two answers are alike. */
async function counting() {
  let count = 0;
  return keep(
    await httpUpstream((req, res) => {
      count += 1;
      req.resume().on('end', () => res.end(`{"answer":${count}}`));
    }),
  );
}

/** A tape of these prompts, in this order. */
async function recorded(...prompts: readonly string[]): Promise<string> {
  const upstream = await counting();
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  for (const prompt of prompts) await (await chat(live.url, { prompt })).text();
  await live.close();
  return file;
}

async function answered(url: string, prompt: string): Promise<string> {
  const response = await chat(url, { prompt });
  const text = await response.text();
  return response.ok ? text : `${response.status} ${response.headers.get('x-badgateway-tape')}`;
}

test('equal requests get their recordings in order, and then an error', async () => {
  const replay = await gateway(`upstream: { replay: ${await recorded('a', 'a', 'b')} }`);
  const got: string[] = [];
  for (const prompt of ['a', 'b', 'a', 'a']) got.push(await answered(replay.url, prompt));
  expect(got).toEqual(['{"answer":1}', '{"answer":3}', '{"answer":2}', '404 tape-used-up']);
  expect(noticesOf(replay)).toEqual([
    'tape-used-up: POST /v1/chat/completions is asked for again; recordings of it: 2',
  ]);
});

test('each label begins the tape anew', async () => {
  const replay = await gateway(`upstream: { replay: ${await recorded('a')} }`);
  const urls = [replay.url, `${replay.url}/@inline.one`, `${replay.url}/@inline.two`];
  expect(await Promise.all(urls.map((url) => answered(url, 'a')))).toEqual(Array(3).fill('{"answer":1}'));
});

test('tapes merge in the order in which they are named', async () => {
  const [one, two] = [await recorded('a', 'b'), await recorded('c', 'a')];
  const replay = await gateway(`upstream: { replay: [${two}, ${one}] }`);
  const got: string[] = [];
  for (const prompt of ['a', 'a', 'b', 'c']) got.push(await answered(replay.url, prompt));
  expect(got).toEqual(['{"answer":2}', '{"answer":1}', '{"answer":2}', '{"answer":1}']);
});

test('another key finds the same recording', async () => {
  const replay = await gateway(`upstream: { replay: ${await recorded('a')} }`);
  expect((await chat(replay.url, { prompt: 'a', key: 'sk-another-0123456789abcdef' })).status).toBe(200);
});

test.each(['token-factory', 'deeptoken', 'deeptoken-en', 'openai'])(
  'on %s a request that is on no tape gets the error of the platform, and the journal tells the difference',
  async (platform) => {
    const file = await recorded('a', 'b');
    const replay = await gateway(`platform: ${platform}\nupstream: { replay: ${file} }`);
    const body = chatBody({ prompt: 'bb', stream: true });
    const reply = await curl({
      url: `${replay.url}/v1/chat/completions`,
      headers: { authorization: `Bearer ${validKey}` },
      body,
    });
    expect([reply.status, fieldOf(reply, 'x-badgateway-tape')]).toEqual([404, 'tape-miss']);
    expect(JSON.parse(reply.body.toString())).toHaveProperty('error');
    expect(noticesOf(replay)).toEqual([
      'tape-miss: POST /v1/chat/completions is on no tape; ' +
        `the nearest one is ${file}:2, and differs in ` +
        '/messages/0/content asked "bb", recorded "a"; /stream asked true, recorded nothing',
    ]);
    const [entry] = await requestsOf(replay, 1);
    expect(entry?.source).toBe('tape');
  },
);

test('what was not played is told at the end, and what was asked for in vain', async () => {
  const file = await recorded('a', 'b', 'c');
  const replay = await gateway(`upstream: { replay: ${file} }`);
  for (const prompt of ['b', 'b', 'd']) await answered(replay.url, prompt);
  await replay.close();
  expect(noticesOf(replay).at(-1)).toBe(
    `tape-unconsumed: 2 of 3 recordings were not played: ${file}:2 POST /v1/chat/completions, ` +
      `${file}:4 POST /v1/chat/completions; 1 request came when all recordings of it were used up; ` +
      '1 request was on no tape',
  );
});

test('a last line that broke off is named at the end, and what is before it is played', async () => {
  const file = await recorded('a', 'b');
  writeFileSync(file, readFileSync(file).subarray(0, -30));
  const replay = await gateway(`upstream: { replay: ${file} }`);
  expect([await answered(replay.url, 'a'), await answered(replay.url, 'b')]).toEqual([
    '{"answer":1}',
    '404 tape-miss',
  ]);
  await replay.close();
  expect(noticesOf(replay).at(-1)).toBe(
    `tape-unconsumed: 1 line broke off, and could not be: ${file}:3; 1 request was on no tape`,
  );
});

test('a tape that nobody asked is told too, and one that was played to its end is not', async () => {
  const file = await recorded('a');
  const unasked = await gateway(`upstream: { replay: ${file} }`);
  await unasked.close();
  expect(noticesOf(unasked)).toEqual([
    `tape-unconsumed: 1 of 1 recordings were not played: ${file}:2 POST /v1/chat/completions`,
  ]);
  const played = await gateway(`upstream: { replay: ${file} }`);
  await answered(played.url, 'a');
  await played.close();
  expect(noticesOf(played)).toEqual([]);
});

/** A stream of three events, recorded with the times that are put on it. */
async function timed(): Promise<string> {
  const file = tape();
  const live = await gateway(`stub: { text: "one two three" }\nrecord: ${file}`);
  await (await chat(live.url, { stream: true })).text();
  await live.close();
  const [header, line = ''] = readFileSync(file, 'utf8').split('\n');
  const json = JSON.parse(line) as { response: { headMs: number; chunks: [number, string][] } };
  json.response.headMs = 400;
  json.response.chunks = json.response.chunks.map(([, text], at) => [at * 1_000, text]);
  writeFileSync(file, `${header}\n${JSON.stringify(json)}\n`);
  return file;
}

test.each([
  [1, 400, 1_000],
  [2, 200, 500],
  [0.5, 800, 2_000],
])('at speed %d the head comes after %d ms, and a chunk every %d ms', async (speed, headMs, chunkMs) => {
  const clock = fixedClock();
  const file = await timed();
  const replay = await gateway(`upstream: { replay: ${file}, speed: ${speed} }`, { clock });
  const asking = chat(replay.url, { stream: true });
  expect(await waiting(clock)).toBe(headMs);
  clock.advance(headMs);
  const response = await asking;
  let got = '';
  const reading = response.text().then((text) => {
    got = text;
  });
  const waits: number[] = [];
  while (got === '') {
    const wait = await Promise.race([waiting(clock), reading.then(() => 0)]);
    if (wait === 0) break;
    waits.push(wait);
    clock.advance(wait);
  }
  expect(new Set(waits)).toEqual(new Set([chunkMs]));
  expect(waits.length).toBeGreaterThan(3);
});

test('speed: instant waits for nothing', async () => {
  const file = await timed();
  const replay = await gateway(`upstream: { replay: ${file}, speed: instant }`, { clock: fixedClock() });
  expect(await (await chat(replay.url, { stream: true })).text()).toContain('[DONE]');
});

test('faults act on a replayed stream as on a live one; a broken answer can be asked for again', async () => {
  const cut = 'rules: [{ sequence: [[stream-cut: { frames: 2, how: clean }], ok] }]';
  const file = tape();
  const live = await gateway(`stub: { text: "one two three" }\nrecord: ${file}`);
  const whole = await (await chat(live.url, { stream: true })).text();
  await live.close();
  const faulted = await gateway(`stub: { text: "one two three" }\n${cut}`);
  const expected = await (await chat(faulted.url, { stream: true })).text();
  const replay = await gateway(`upstream: { replay: ${file} }\n${cut}`);
  expect(await (await chat(replay.url, { stream: true })).text()).toBe(expected);
  expect(await (await chat(replay.url, { stream: true })).text()).toBe(whole);
  expect((await chat(replay.url, { stream: true })).status).toBe(404);
  expect(whole.startsWith(expected)).toBe(true);
  expect(expected.split('\n\n')).toHaveLength(3);
});

test('a client that leaves may ask for the same recording again', async () => {
  const clock = fixedClock();
  const replay = await gateway(`upstream: { replay: ${await timed()} }`, { clock });
  const leaving = new AbortController();
  const left = chat(replay.url, { stream: true, signal: leaving.signal });
  expect(await waiting(clock)).toBe(400);
  leaving.abort();
  await expect(left).rejects.toThrow();
  const [entry] = await requestsOf(replay, 1);
  expect(entry?.played.ending).toBe('client-left');
  const again = chat(replay.url, { stream: true });
  expect(await waiting(clock)).toBe(400);
  clock.advance(400);
  expect((await again).status).toBe(200);
});
