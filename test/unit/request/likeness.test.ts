import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { CallFacts } from '../../../src/model/facts.ts';
import { createAttempts } from '../../../src/request/attempts.ts';
import { requestFacts, type Sent, someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();

const user = (content: unknown) => ({ role: 'user', content });
const system = { role: 'system', content: 'You are terse.' };
const history = [system, user('First question?'), { role: 'assistant', content: 'Yes.' }, user('Then what?')];
const tool = (name: string) => ({ type: 'function', function: { name } });
const tale = 'Tell me a long tale of the sea and of the ships that sail on it.';

const chat = (messages: unknown, more: object = {}): Sent => ({ body: { model: 'a', messages, ...more } });

/** `1.2 likely content`: what a request becomes after one that has failed. */
function after(before: Sent, now: Sent, laterMs = 6_000): string {
  const attempts = createAttempts();
  attempts.ended(attempts.arrive(requestFacts(inUse, before)), { outcome: 'failed', knownAt: someTime });
  const again = requestFacts(inUse, { ...now, facts: { ...now.facts, at: someTime + laterMs } });
  const { call, attempt, certainty, changed = [] }: CallFacts = attempts.arrive(again);
  return [`${call}.${attempt}`, certainty, ...changed].join(' ');
}

test.each<[string, Sent, Sent]>([
  ['the history left out', chat(history), chat([system, user('Then what?')])],
  ['the last messages left out', chat(history), chat(history.slice(0, 2))],
  ['the prompt cut at its end', chat([user(tale)]), chat([user(tale.slice(0, 30))])],
  ['the prompt cut, with a mark', chat([user(tale)]), chat([user(`${tale.slice(0, 30)} [truncated]`)])],
  ['the prompt cut at its beginning', chat([user(tale)]), chat([user(`…${tale.slice(-30)}`)])],
  ['a very long prompt cut', chat([user(tale.repeat(99))]), chat([user(tale.repeat(50))])],
  ['a smaller limit', chat(history, { max_tokens: 900 }), chat(history, { max_tokens: 300 })],
  ['a limit where there was none', chat(history), chat(history, { max_tokens: 300 })],
  ['fewer tools', chat(history, { tools: [tool('a'), tool('b')] }), chat(history, { tools: [tool('b')] })],
  ['no tools', chat(history, { tools: [tool('a')], tool_choice: 'auto' }), chat(history)],
  ['no stream', chat(history, { stream: true, stream_options: {} }), chat(history)],
  ['fewer inputs', { body: { input: ['one', 'two', 'three'] } }, { body: { input: ['one', 'two'] } }],
  [
    'the text so far of a stream that is resumed',
    chat([user('Tell a tale.'), { role: 'assistant', content: 'begin-78' }]),
    chat([user('Tell a tale.'), { role: 'assistant', content: 'begin-78begin-78' }]),
  ],
  [
    'an image left out',
    chat([user([{ type: 'text', text: 'What?' }, { type: 'image_url' }])]),
    chat([user('What?')]),
  ],
])('%s: likely the same call', (_, before, now) => {
  expect(after(before, now)).toBe('1.2 likely content');
});

test.each<[string, Sent, Sent]>([
  [
    'the time of day in the prompt',
    chat([{ role: 'system', content: 'Now: 2026-03-01T12:00:00.123Z' }, user('What next?')]),
    chat([{ role: 'system', content: 'Now: 2026-03-01T12:00:05Z' }, user('What next?')]),
  ],
  [
    'an id beside the prompt',
    chat(history, { metadata: { id: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' } }),
    chat(history, { metadata: { id: '3f2504e0-4f89-11d3-9a0c-0305e82c3302' } }),
  ],
  ['another query', chat(history), { ...chat(history), path: '/v1/chat/completions?try=2' }],
])('%s: likely the same call', (_, before, now) => {
  expect(after(before, now)).toBe('1.2 likely incidental');
});

const form = (boundary: string): Sent => ({
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`,
});
const coded = (text: string, level: number): Sent => ({
  headers: { 'content-encoding': 'gzip' },
  body: gzipSync(text, { level }),
  // As a gateway reads it, without its content coding.
  facts: { json: JSON.parse(text) as unknown },
});

test.each<[string, Sent, Sent, string]>([
  [
    'members in another order',
    { body: { a: { x: 1, y: 2 }, b: 3 } },
    { body: { b: 3, a: { y: 2, x: 1 } } },
    '',
  ],
  ['other blanks', chat([user('Why wait?\nNow')]), chat([user(' Why wait?  Now')]), ''],
  ['parameters in another order', { path: '/v1/models?a=1&b=2' }, { path: '/v1/models?b=2&a=1' }, ''],
  ['a form with another boundary', form('one'), form('two'), ''],
  ['a body compressed otherwise', coded('{"a":1,"b":2}', 1), coded('{"b":2,"a":1}', 9), ''],
  ['another key', chat(history), { ...chat(history), facts: { key: 'another' } }, ' key'],
])('%s: an equal request', (_, before, now, changed) => {
  expect(after(before, now)).toBe(`1.2 likely${changed}`);
});

test.each<[string, Sent, Sent]>([
  ['another question', chat([system, user('First question?')]), chat([system, user('Then what?')])],
  ['another number', chat([user('Question 10')]), chat([user('Question 1')])],
  ['the system prompt alone', chat(history), chat([system])],
  ['a longer history', chat(history.slice(0, 2)), chat(history)],
  ['the same messages in another order', chat(history), chat([...history].reverse())],
  ['another speaker', chat([user('Then what?')]), chat([{ role: 'assistant', content: 'Then what?' }])],
  ['a larger limit', chat(history, { max_tokens: 300 }), chat(history, { max_tokens: 900 })],
  ['another tool', chat(history, { tools: [tool('a')] }), chat(history, { tools: [tool('b')] })],
  ['another temperature', chat(history, { temperature: 1 }), chat(history, { temperature: 0 })],
  [
    'another page of a list',
    { method: 'GET', path: '/v1/models?p=1' },
    { method: 'GET', path: '/v1/models?p=2' },
  ],
  [
    'a retry count of its own',
    chat(history),
    { ...chat(history.slice(3)), headers: { 'x-stainless-retry-count': '1' } },
  ],
])('%s: another call', (_, before, now) => {
  expect(after(before, now)).toBe('2.1 certain');
});

test('a shorter request is a retry for two minutes, by the same key or from the same client', () => {
  const [before, now] = [chat(history), chat(history.slice(3))];
  expect(after(before, now, 120_000)).toBe('1.2 likely content');
  expect(after(before, now, 120_001)).toBe('2.1 certain');
  const other = { ...now, facts: { key: 'another' } };
  expect(after(before, other)).toBe('1.2 likely key content');
  expect(after(before, { ...other, facts: { key: 'another', client: 'another/1' } })).toBe('2.1 certain');
});

test('of two that it is like, a shorter request may continue either', () => {
  const attempts = createAttempts();
  const arrive = (sent: Sent) => attempts.arrive(requestFacts(inUse, sent));
  const long = [chat([user(tale)]), chat([user(`${tale} And of the harbour.`)])].map(arrive);
  for (const each of long) attempts.ended(each, { outcome: 'failed', knownAt: someTime });
  expect(arrive(chat([user(tale.slice(0, 30))]))).toMatchObject({
    call: 1,
    attempt: 2,
    certainty: 'unclear',
    predecessors: [{ call: 1 }, { call: 2 }],
  });
});

const counted = (count: number): Sent => ({
  ...chat(history),
  headers: { 'x-stainless-retry-count': `${count}` },
});
const limited = { outcome: 'failed', knownAt: someTime, retriedFrom: someTime + 5_000 } as const;

/** Requests of an SDK that counts, with one prompt; each of them fails, and asks for a wait of 5 s. */
function counting() {
  const attempts = createAttempts();
  return (count: number, at: number) => {
    const facts = requestFacts(inUse, { ...counted(count), facts: { at: someTime + at } });
    const arrived = attempts.arrive(facts);
    attempts.ended(arrived, limited);
    const { call, attempt, certainty, predecessors = [] } = arrived;
    const doubted = predecessors.filter(({ evidence }) => evidence.includes('counts-anew'));
    return { name: `${call}.${attempt} ${certainty}`, anew: doubted.map((each) => each.call) };
  };
}

test('a retry count of 0 before the SDK would retry begins another call, perhaps', () => {
  const arrive = counting();
  expect([arrive(0, 1), arrive(0, 150), arrive(0, 300)]).toEqual([
    { name: '1.1 certain', anew: [] },
    { name: '2.1 certain', anew: [1] },
    { name: '3.1 certain', anew: [1, 2] },
  ]);
  expect([arrive(1, 5_001), arrive(1, 5_150), arrive(1, 5_300)].map(({ name }) => name)).toEqual([
    '1.2 unclear',
    '2.2 unclear',
    '3.2 unclear',
  ]);
});

test('once the counts of a client have moved, a 0 behind a 0 is another call', () => {
  const arrive = counting();
  const told = [arrive(0, 1), arrive(1, 5_001), arrive(0, 9_000), arrive(0, 20_000)];
  expect(told).toEqual([
    { name: '1.1 certain', anew: [] },
    { name: '1.2 certain', anew: [] },
    // Behind a count of 1 it is the code around the SDK that calls it again.
    { name: '1.3 likely', anew: [] },
    { name: '2.1 certain', anew: [1] },
  ]);
});

test('a retry count of 0 when the SDK would have retried is the retry of the code around it', () => {
  const attempts = createAttempts();
  attempts.ended(attempts.arrive(requestFacts(inUse, counted(0))), limited);
  const later = requestFacts(inUse, { ...counted(0), facts: { at: someTime + 5_000 } });
  expect(attempts.arrive(later)).toMatchObject({ call: 1, attempt: 2, certainty: 'likely' });
});
