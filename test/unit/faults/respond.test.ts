import { expect, test } from 'vitest';
import { respond } from '../../../src/faults/respond.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { stream } from '../../helpers/steps.ts';
import { applied, told } from './applied.ts';

const inUse = platformInUse();

test('an answer of one’s own goes out as it was written', async () => {
  const headers = { 'X-Request-Id': 'r', 'content-type': 'application/problem+json' };
  expect(told(await applied(respond, { status: 529, headers, body: { a: [1, null] } }, stream))).toEqual({
    status: 529,
    headers: { 'Content-Type': 'application/problem+json', 'Content-Length': '14', 'X-Request-Id': 'r' },
    body: '{"a":[1,null]}',
  });
});

test.each([
  ['a text', 'naïve', 'text/plain; charset=utf-8', 'naïve', '6'],
  ['nothing', undefined, 'text/plain; charset=utf-8', '', '0'],
  ['null', null, 'application/json', 'null', '4'],
])('a body that is %s', async (_, body, type, text, length) => {
  const seen = told(await applied(respond, { status: 200, ...(body === undefined ? {} : { body }) }, stream));
  expect(seen).toEqual({
    status: 200,
    headers: { 'Content-Type': type, 'Content-Length': length },
    body: text,
  });
});

test.each([204, 205, 304])('a %i has no body', async (status) => {
  const steps = await applied(respond, { status }, stream);
  expect(steps).toEqual([{ kind: 'head', status, headers: [], origin: 'respond' }, { kind: 'end' }]);
  expect(respond.objections?.(respond.params.parse({ status, body: 'x' }), inUse, [])).toHaveLength(1);
  expect(respond.objections?.(respond.params.parse({ status }), inUse, [])).toEqual([]);
});

test.each([
  { status: 199 },
  { status: 1000 },
  { status: 200, reason: 'Well\r\nX: y' },
  { status: 200, headers: { a: [] } },
  { status: 200, body: 'x', events: ['y'] },
  { status: 200, events: [] },
  { status: 200, events: [{ event: 'two\nlines', data: 1 }] },
  { status: 200, events: [{ retry: -1 }] },
  { status: 200, headers: { 'a b': 'c' } },
  { status: 200, headers: { a: 'b\r\nc: d' } },
])('an answer that says %j is refused', (params) => {
  expect(respond.params.safeParse(params).success).toBe(false);
});

const ofStream = { 'Content-Type': 'text/event-stream; charset=utf-8' };
const body = 'data: 1\n\n: ping\n\ndata: 2\r\n\r\ndata: [DONE]\n\n';

test('a body that is a stream is framed by its events, and has no length', async () => {
  const steps = await applied(respond, { status: 200, headers: ofStream, body }, stream);
  expect(told(steps)).toEqual({ status: 200, headers: ofStream, body });
  const frames = steps.flatMap((step) =>
    step.kind === 'frame' ? [[step.bytes.toString(), step.comment]] : [],
  );
  expect(frames).toEqual([
    ['data: 1\n\n', undefined],
    [': ping\n\n', true],
    ['data: 2\r\n\r\n', undefined],
    ['data: [DONE]\n\n', undefined],
  ]);
});

test.each([
  ['a text is its data', 'two\nlines', 'data: two\ndata: lines\n\n'],
  ['JSON is its data', { choices: [] }, 'data: {"choices":[]}\n\n'],
  ['an object with more than fields is data', { data: 1, id: 2, x: 3 }, 'data: {"data":1,"id":2,"x":3}\n\n'],
  ['an empty object is data', {}, 'data: {}\n\n'],
  ['its fields', { event: 'error', data: { a: 1 } }, 'event: error\ndata: {"a":1}\n\n'],
  ['id and retry', { id: '7', retry: 50, data: 'x' }, 'id: 7\nretry: 50\ndata: x\n\n'],
  ['a comment', { comment: 'ping' }, ': ping\n\n'],
  ['a name without data', { event: 'ping' }, 'event: ping\n\n'],
])('an event: %s', async (_, event, bytes) => {
  const steps = await applied(respond, { status: 200, events: [event, '[DONE]'] }, stream);
  expect(told(steps)).toEqual({
    status: 200,
    headers: { 'Content-Type': 'text/event-stream' },
    body: `${bytes}data: [DONE]\n\n`,
  });
  expect(steps).toHaveLength(4);
});

test('the fields of an author replace ours, and a list repeats a field', async () => {
  const headers = { 'content-length': '4', 'Set-Cookie': ['a=1', 'b=2'] };
  const [head] = await applied(respond, { status: 299, reason: 'Odd', headers, body: 'four' }, stream);
  expect(head).toMatchObject({
    reason: 'Odd',
    headers: [
      'Content-Type',
      'text/plain; charset=utf-8',
      'content-length',
      '4',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
    ],
  });
});

test.each([
  ['3', { kind: 'end', damaged: true }],
  ['4', { kind: 'end' }],
  ['5', { kind: 'sever', how: 'fin' }],
])('four bytes of which %s are declared', async (length, ending) => {
  const steps = await applied(
    respond,
    { status: 200, headers: { 'Content-Length': length }, body: 'four' },
    stream,
  );
  expect(steps.at(-1)).toEqual(ending);
});

test.each([
  [{ status: 200, headers: { 'Content-Length': 'many' } }, /one number of bytes/],
  [{ status: 200, headers: { 'Content-Length': ['4', '5'] } }, /one number of bytes/],
  [{ status: 200, headers: { 'Content-Length': '4', 'transfer-encoding': 'chunked' } }, /never both/],
  [{ status: 200, headers: { 'Transfer-Encoding': 'gzip' } }, /no other coding/],
  [{ status: 204, headers: { 'Content-Length': '0' } }, /no field says where it ends/],
  [{ status: 304, headers: { 'Transfer-Encoding': 'chunked' } }, /no field says where it ends/],
  [{ status: 204, events: ['x'] }, /has no body/],
])('%j cannot be', (given, message) => {
  const [objection] = respond.objections?.(respond.params.parse(given), inUse, []) ?? [];
  expect(objection?.message).toMatch(message);
});

test.each([
  { status: 304, headers: { 'Content-Length': '99' } },
  { status: 200, headers: { 'Transfer-Encoding': 'Chunked' } },
])('%j can be', (given) => {
  expect(respond.objections?.(respond.params.parse(given), inUse, [])).toEqual([]);
});
