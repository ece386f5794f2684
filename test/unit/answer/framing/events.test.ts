import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventPiece, framed, splitEvents } from '../../../../src/answer/framing/events.ts';
import type { Step } from '../../../../src/model/step.ts';
import { collect, comment, frame, part } from '../../../helpers/steps.ts';

async function* chunksOf(chunks: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** `+` before a piece that counts, `-` before one that does not. */
function shown(pieces: readonly EventPiece[]): string[] {
  return pieces.map(({ bytes, counts }) => `${counts ? '+' : '-'}${bytes.toString('latin1')}`);
}

async function split(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  return shown(await collect(splitEvents(chunksOf(chunks))));
}

test.each([
  ['LF', ['data: a\n\ndata: b\n\n'], ['+data: a\n\n', '+data: b\n\n']],
  ['CRLF', ['data: a\r\n\r\ndata: b\r\n\r\n'], ['+data: a\r\n\r\n', '+data: b\r\n\r\n']],
  ['CR', ['data: a\r\rdata: b\r\r'], ['+data: a\r\r', '+data: b\r\r']],
  ['a mixture', ['data: a\r\n\ndata: b\n\r\n'], ['+data: a\r\n\n', '+data: b\n\r', '-\n']],
  ['several lines', ['event: x\nid: 1\ndata: a\ndata: b\n\n'], ['+event: x\nid: 1\ndata: a\ndata: b\n\n']],
  ['a comment alone', [': ping\n\ndata: a\n\n'], ['-: ping\n\n', '+data: a\n\n']],
  ['a comment of an event', [': why\ndata: a\n\n'], ['+: why\ndata: a\n\n']],
  ['blank lines', ['data: a\n\n\n\ndata: b\n\n'], ['+data: a\n\n', '-\n', '-\n', '+data: b\n\n']],
  ['a field without a colon', ['data\n\n'], ['+data\n\n']],
  ['an event that never ends', ['data: a\n\ndata: b'], ['+data: a\n\n', '-data: b']],
  ['an event whose last CR ends the stream', ['data: a\r\n\r'], ['+data: a\r\n\r']],
  ['a byte order mark', ['\xef\xbb\xbf: hi\n\ndata: a\n\n'], ['-\xef\xbb\xbf: hi\n\n', '+data: a\n\n']],
  ['a mark that breaks off', ['\xef\n\ndata: a\n\n'], ['+\xef\n\n', '+data: a\n\n']],
  ['a mark that is not the first', ['\n\xef\xbb\xbf: hi\n\n'], ['-\n', '+\xef\xbb\xbf: hi\n\n']],
  ['nothing', [], []],
])('cuts %s behind blank lines', async (_, texts, pieces) => {
  expect(await split(...texts.map((text) => Buffer.from(text, 'latin1')))).toEqual(pieces);
});

const fragment = fc.constantFrom(
  'data: ',
  'event: x',
  ': ',
  ':',
  'naïve 🚪 ｆｕｌｌ',
  '\uFEFF',
  '\r',
  '\n',
  '\r\n',
  '\n\n',
  '\r\n\r\n',
);

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('cuts at the same places however the bytes arrive, and loses none', async () => {
  const streams = fc.array(fragment, { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));
  await fc.assert(
    fc.asyncProperty(streams, fc.array(fc.nat(400), { maxLength: 12 }), async (bytes, places) => {
      const whole = await collect(splitEvents(chunksOf([bytes])));
      const pieces = await collect(splitEvents(chunksOf(cutAt(bytes, places))));
      const single = await collect(splitEvents(chunksOf(cutAt(bytes, [...bytes.keys()]))));
      expect(shown(pieces)).toEqual(shown(whole));
      expect(shown(single)).toEqual(shown(whole));
      expect(Buffer.concat(pieces.map((piece) => piece.bytes))).toEqual(bytes);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['LF', 'data: a\n\n'],
  ['CRLF', 'data: a\r\n\r\n'],
  ['CR', 'data: a\r\r'],
])('passes an event on before the next one is sent, with %s', async (_, event) => {
  const sent: string[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    for (const name of ['first', 'second']) {
      sent.push(name);
      yield Buffer.from(event);
    }
  }
  const pieces = splitEvents(source());
  expect((await pieces.next()).value).toEqual({ bytes: Buffer.from(event), counts: true });
  expect(sent).toEqual(['first']);
});

test('passes an event of more than 1 MiB on in pieces and counts it once', async () => {
  const line = Buffer.alloc(1_048_576 + 10, 'x');
  const pieces = await collect(splitEvents(chunksOf(['data: ', line, line, '\n\ndata: b\n\n'])));
  expect(pieces.map(({ bytes, counts }) => [bytes.length, counts])).toEqual([
    [1_048_576, false],
    [1_048_576, false],
    [28, true],
    [9, true],
  ]);
});

function answerOf(headers: readonly string[], body: Readable): AsyncIterable<Step> {
  return (async function* steps(): AsyncGenerator<Step> {
    yield { kind: 'head', status: 200, headers, origin: 'upstream' };
    yield { kind: 'pipe', body };
    yield { kind: 'end' };
  })();
}

test.each([
  ['text/event-stream', [], [frame('data: a\n\n'), comment(': hi\n\n')]],
  ['Text/Event-Stream; charset=utf-8', [], [frame('data: a\n\n'), comment(': hi\n\n')]],
  ['text/event-stream', ['Content-Encoding', 'identity'], [frame('data: a\n\n'), comment(': hi\n\n')]],
  ['text/event-stream', ['Content-Encoding', 'gzip'], [part('data: a'), part('\n\n: hi\n\n'), frame('')]],
  ['application/json', [], [part('data: a'), part('\n\n: hi\n\n'), frame('')]],
])('frames a piped %s body %j', async (type, more, frames) => {
  const body = Readable.from([Buffer.from('data: a'), Buffer.from('\n\n: hi\n\n')]);
  const [head, ...steps] = await collect(framed(answerOf(['content-TYPE', type, ...more], body)));
  expect(head?.kind).toBe('head');
  expect(steps).toEqual([...frames, { kind: 'end' }]);
});

test('gives what came of a body that breaks off, and then the step that tells how', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('data: a\n\ndata: b');
    throw new Error('aborted');
  }
  async function* steps(): AsyncGenerator<Step> {
    yield { kind: 'head', status: 200, headers: ['Content-Type', 'text/event-stream'], origin: 'upstream' };
    yield { kind: 'pipe', body: Readable.from(broken()) };
    yield { kind: 'sever', how: 'rst' };
  }
  expect((await collect(framed(steps()))).slice(1)).toEqual([
    frame('data: a\n\n'),
    part('data: b'),
    { kind: 'sever', how: 'rst' },
  ]);
});

test('leaves frames of others as they are', async () => {
  const steps: Step[] = [frame('data: a\n\ndata: b\n\n'), { kind: 'pause', ms: 5 }, { kind: 'end' }];
  expect(await collect(framed(Readable.from(steps)))).toEqual(steps);
});

test('destroys the body when nobody wants the rest', async () => {
  const body = Readable.from([Buffer.from('data: a\n\n'), Buffer.from('data: b\n\n')]);
  for await (const step of framed(answerOf(['Content-Type', 'text/event-stream'], body)))
    if (step.kind === 'frame') break;
  expect(body.destroyed).toBe(true);
});
