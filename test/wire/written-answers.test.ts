import { expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';

async function heardOf(faults: readonly unknown[], stream = true) {
  const started = await gatewayOf({ rules: [{ faults }] });
  const { over } = speak(started.url, rawRequest('/v1/chat/completions', chatBody({ stream })));
  const { bytes, parting } = await over;
  return { ...splitHead(bytes), parting, started };
}

const event = (n: number) => `data: {"n":${n}}\n\n`;
const text = [1, 2, 3, 4].map(event).join('');
const written = { respond: { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: text } };

test('a stream that is written as a text has chunks and no length', async () => {
  const { head, body, started } = await heardOf([written]);
  expect(head).toMatch(/transfer-encoding: chunked/i);
  expect(head).not.toMatch(/content-length/i);
  expect(dechunk(body)).toEqual({ bytes: Buffer.from(text), whole: true });
  const [request] = await requestsOf(started, 1);
  expect(request?.played).toMatchObject({ frames: 4, ending: 'complete' });
});

test.each([
  ['stream-cut', { 'stream-cut': { frames: 2 } }, event(1) + event(2)],
  ['stream-drop', { 'stream-drop': { frames: 3 } }, event(1) + event(2) + event(4)],
  [
    'stream-comment',
    { 'stream-comment': { every: 4 } },
    `${[1, 2, 3].map(event).join('')}: keep-alive\n\n${event(4)}`,
  ],
])('%s sees the events of a written stream', async (_, fault, bytes) => {
  const { body } = await heardOf([written, fault]);
  expect(dechunk(body).bytes.toString()).toBe(bytes);
});

test.each([
  [{ respond: 524 }, 'HTTP/1.1 524 Origin Time-out'],
  [{ respond: 499 }, 'HTTP/1.1 499 Client Closed Request'],
  [{ respond: 999 }, 'HTTP/1.1 999 '],
  [
    { respond: { status: 503, reason: 'Service Temporarily Unavailable' } },
    'HTTP/1.1 503 Service Temporarily Unavailable',
  ],
  [{ error: { status: 429, reason: 'Slow Down' } }, 'HTTP/1.1 429 Slow Down'],
  [{ 'body-html': { status: 502, reason: 'Odd' } }, 'HTTP/1.1 502 Odd'],
])('the status line of %j', async (fault, line) => {
  const { head } = await heardOf([fault], false);
  expect(head.split('\r\n')[0]).toBe(line);
});

test('a field that is a list is sent once for each value', async () => {
  const { head } = await heardOf(
    [{ respond: { status: 200, headers: { 'Set-Cookie': ['a=1', 'b=2'] } } }],
    false,
  );
  expect(head.split('\r\n').filter((line) => line.startsWith('Set-Cookie'))).toEqual([
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
  ]);
});

test('a length that an author writes is the only field that says where the body ends', async () => {
  const faults = [{ respond: { status: 200, headers: { 'content-length': '9' }, body: 'four' } }];
  const { head, body, parting } = await heardOf(faults, false);
  expect(head.match(/content-length|transfer-encoding/gi)).toEqual(['content-length']);
  expect([body.toString(), parting]).toEqual(['four', 'fin']);
});
