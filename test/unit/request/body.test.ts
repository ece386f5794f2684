import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bodyToForward,
  expectsContinue,
  hasBody,
  type ReadBody,
  readBody,
  unreadBody,
} from '../../../src/request/body.ts';
import { fixedClock } from '../../helpers/clock.ts';

function request(chunks: readonly Buffer[], headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const stream = Readable.from(chunks, { objectMode: false });
  return Object.assign(stream, {
    headers: { 'transfer-encoding': 'chunked', ...headers },
  }) as unknown as IncomingMessage;
}

const noDeadline = () => () => {};

/** A body that arrives in time, by a client that stays. */
async function readWhole(req: IncomingMessage, limit: number): Promise<ReadBody> {
  const read = await readBody(req, limit, noDeadline);
  if (typeof read === 'string') throw new Error(`the body is ${read}`);
  return read;
}

async function all(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A text cut into pieces at these places. */
function cut(text: string, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return ends
    .map((end, index) => Buffer.from(text.slice(ends[index - 1] ?? 0, end)))
    .filter(({ length }) => length > 0);
}

test('however a body comes in pieces: the same is read, and all of it is forwarded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' }),
      fc.array(fc.nat(30), { maxLength: 4 }),
      fc.integer({ min: 0, max: 32 }),
      async (text, places, limit) => {
        const req = request(cut(text, places));
        const read = await readWhole(req, limit);
        expect(read.extent).toBe(text.length > limit ? 'prefix' : 'whole');
        expect(read.bytes?.toString()).toBe(text.slice(0, limit));
        expect(await all(bodyToForward(req, read))).toBe(text);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});

test('a body that was not read is forwarded as it comes', async () => {
  const req = request([Buffer.from('a'), Buffer.from('b')]);
  expect(bodyToForward(req, unreadBody)).toBe(req);
  expect(await all(bodyToForward(req, unreadBody))).toBe('ab');
});

test('a client that leaves while sending leaves nothing to decide', async () => {
  const stream = new Readable({ read() {} });
  const req = Object.assign(stream, { headers: { 'content-length': '9' } }) as unknown as IncomingMessage;
  const reading = readBody(req, 100, noDeadline);
  stream.push('abc');
  setImmediate(() => stream.destroy());
  expect(await reading).toBe('left');
});

/** A request whose body of 9 bytes comes piece by piece. */
function slowRequest() {
  const stream = new Readable({ read() {} });
  const req = Object.assign(stream, { headers: { 'content-length': '9' } }) as unknown as IncomingMessage;
  return { stream, req };
}

test('a body that is slow, and whole within the time for it, is read', async () => {
  const clock = fixedClock();
  const { stream, req } = slowRequest();
  const reading = readBody(req, 100, (late) => clock.after(30_000, late));
  for (const byte of 'slow body') {
    stream.push(byte);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(3_333);
  }
  stream.push(null);
  expect(await reading).toEqual({ bytes: Buffer.from('slow body'), extent: 'whole' });
  expect(clock.waiting()).toEqual([]);
});

test('a body that is not whole when the time is over is late, and what still comes is dropped', async () => {
  const clock = fixedClock();
  const { stream, req } = slowRequest();
  let outcome: unknown = null;
  const reading = readBody(req, 100, (late) => clock.after(30_000, late)).then((read) => {
    outcome = read;
  });
  stream.push('slow');
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(29_999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(outcome).toBeNull();
  clock.advance(1);
  await reading;
  expect(outcome).toBe('late');
  stream.push(' body');
  stream.push(null);
  await once(stream, 'end');
});

test('a body that comes with its head takes no timer', async () => {
  const { stream, req } = slowRequest();
  const reading = readBody(req, 100, () => expect.fail('a timer'));
  stream.push('fast body');
  stream.push(null);
  req.complete = true;
  expect(await reading).toEqual({ bytes: Buffer.from('fast body'), extent: 'whole' });
});

test.each([
  [{}, false],
  [{ 'content-length': '0' }, false],
  [{ 'content-length': '1' }, true],
  [{ 'transfer-encoding': 'chunked' }, true],
])('a request with %j has a body: %s', async (headers, expected) => {
  const req = Object.assign(Readable.from([Buffer.from('x')], { objectMode: false }), {
    headers,
  }) as unknown as IncomingMessage;
  expect(hasBody(req)).toBe(expected);
  expect((await readWhole(req, 9)).bytes?.toString()).toBe(expected ? 'x' : undefined);
});

test.each([
  ['100-continue', 'x', true],
  ['100-Continue', 'x', true],
  ['something', 'x', false],
  ['100-continue', '', false],
])('a client with Expect: %s and the body "%s" waits for 100 Continue: %s', (expected, body, waits) => {
  const headers = { expect: expected, 'content-length': String(body.length) };
  expect(expectsContinue({ headers } as unknown as IncomingMessage)).toBe(waits);
});
