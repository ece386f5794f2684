import { expect, test } from 'vitest';
import { ErrorWatch } from '../../../../src/answer/player/error-inside.ts';
import type { Step } from '../../../../src/model/step.ts';

type Head = Extract<Step, { kind: 'head' }>;

const head = (type: string, more: Partial<Head> = {}): Head => ({
  ...{ kind: 'head', status: 200, origin: 'respond', headers: ['Content-Type', type] },
  ...more,
});

/** What is found in an answer that is written in these pieces. */
function foundIn(answer: Head, ...pieces: readonly string[]) {
  const watch = ErrorWatch.of(answer);
  for (const piece of pieces) watch?.see(Buffer.from(piece));
  return watch?.found ?? null;
}

const json = head('application/json; charset=utf-8');
const events = head('text/event-stream');
const none = { code: null, status: null };
const delta = 'data: {"choices":[{"delta":{"content":"an \\"error\\""}}]}\n\n';

test.each<[string, readonly string[], unknown]>([
  ['an object', ['{"error":{"message":"no","code":429}}'], { where: 'body', code: null, status: 429 }],
  [
    'a code in words',
    ['{"error":{"code":"insufficient_quota"}}'],
    { where: 'body', ...none, code: 'insufficient_quota' },
  ],
  ['a status beside it', ['{"error":{"status":503}}'], { where: 'body', code: null, status: 503 }],
  ['a text', ['{"error":"overloaded"}'], { where: 'body', ...none }],
  ['pieces', ['{"err', 'or":{"code":"x"', '}}'], { where: 'body', code: 'x', status: null }],
  [
    'the form of another API',
    ['{"type":"error","error":{"type":"overloaded_error"}}'],
    { where: 'body', ...none },
  ],
  ['a code that could be anything', ['{"error":{"code":"sk secret?"}}'], { where: 'body', ...none }],
  ['nothing', ['{"choices":[]}'], null],
  ['null, as a whole answer may have', ['{"error":null,"output":[]}'], null],
  ['an empty text', ['{"error":""}'], null],
  ['a member further in', ['{"choices":[{"message":{"content":"\\"error\\""},"error":1}]}'], null],
  ['no JSON', ['{"error":'], null],
  ['a number', ['{"error":7}'], null],
])('in JSON: %s', (_, pieces, found) => {
  expect(foundIn(json, ...pieces)).toEqual(found);
});

test.each<[string, readonly string[], unknown]>([
  [
    'the first event',
    ['data: {"error":{"code":502}}\n\ndata: [DONE]\n\n'],
    { where: 'first-event', code: null, status: 502 },
  ],
  ['a later event', [delta, 'data: {"error":{"code":"x"}}\n\n'], { where: 'event', code: 'x', status: null }],
  ['a later event of one piece', [`${delta}data: {"error":{}}\n\n`], { where: 'event', ...none }],
  ['its name alone', [delta, 'event: error\ndata: gone\n\n'], { where: 'event', ...none }],
  ['CRLF, no blank', ['data:{"error":{}}\r\n\r\n'], { where: 'first-event', ...none }],
  ['a comment before', [': ping\n\ndata: {"error":{}}\n\n'], { where: 'first-event', ...none }],
  [
    'a failed response',
    [delta, 'data: {"type":"response.failed","response":{"error":{"code":"y"}}}\n\n'],
    { where: 'event', code: 'y', status: null },
  ],
  ['nothing but words about one', [delta, 'data: [DONE]\n\n'], null],
])('in a stream: %s', (_, pieces, found) => {
  expect(foundIn(events, ...pieces)).toEqual(found);
});

test.each<[string, Head]>([
  ['an error, which its status tells', head('application/json', { status: 400 })],
  ['a redirect', head('application/json', { status: 302 })],
  ['what the stub makes', head('application/json', { origin: 'stub' })],
  ['a page', head('text/html')],
  [
    'what is compressed',
    head('application/json', { headers: ['content-type', 'application/json', 'Content-Encoding', 'gzip'] }),
  ],
  ['no type', head('', { headers: [] })],
])('is not looked for in %s', (_, answer) => {
  expect(foundIn(answer, '{"error":{"code":"x"}}')).toBeNull();
});

test('is not looked for in a body that is longer than an error', () => {
  expect(foundIn(json, '{"error":{"code":"x"},"text":"', 'x'.repeat(70_000), '"}')).toBeNull();
});
