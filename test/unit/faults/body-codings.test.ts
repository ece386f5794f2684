import { PassThrough } from 'node:stream';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compose } from '../../../src/answer/framing/compose.ts';
import type { Step } from '../../../src/model/step.ts';
import { type TestCoding, testCodings } from '../../helpers/codings.ts';
import { engineOf, oneRule } from '../../helpers/engine.ts';
import { collect, end, fin, head, pause, rst, watched } from '../../helpers/steps.ts';

const events = ['data: {"a":"é"}\n\n', ': ping\n\ndata: b\n\n', 'data: c\r\n\r\n', 'data: [DONE]\n\n'];
const plain = Buffer.from(events.join(''));
const json = Buffer.from(JSON.stringify({ choices: [{ text: 'words '.repeat(200) }] }));

type Bytes = Extract<Step, { kind: 'frame' }>;

const codedHead = (type: string, coding: string) =>
  head(type, ['content-encoding', coding, 'Content-Length', '99', 'X-Kept', '1']);
const framesOf = (steps: readonly Step[]) => steps.filter((step): step is Bytes => step.kind === 'frame');
const bytesOf = (steps: readonly Step[]) => Buffer.concat(framesOf(steps).map(({ bytes }) => bytes));
const pieceOf = (bytes: Buffer): Step => ({ kind: 'frame', bytes });

/** Applies a fault, written as in a scenario, to an answer of the source. */
async function met(fault: string, source: AsyncIterable<Step>): Promise<AsyncIterable<Step>> {
  const { decide } = await engineOf(oneRule(`faults: [${fault}]`));
  return compose(() => source, decide().faults, null);
}

async function made(fault: string, steps: readonly Step[]): Promise<Step[]> {
  return collect(await met(fault, watched(steps)));
}

/** Bytes cut at these places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends
    .map((place, index) => bytes.subarray(ends[index - 1] ?? 0, place))
    .filter(({ length }) => length);
}

const two = Buffer.from(events.slice(0, 2).join(''));
const faults = [
  ['stream-cut: { frames: 2 }', two],
  ['stream-cut: { frames: 99 }', plain],
  // Within a character.
  ['stream-cut: { bytes: 13B }', plain.subarray(0, 13)],
  ['body-truncate: { bytes: 20B }', plain.subarray(0, 20)],
] as const;

const everyFault = testCodings.flatMap((coding) => faults.map(([fault, left]) => ({ coding, fault, left })));

test.each(everyFault)('$coding.name, $fault: whatever the chunks are', async ({ coding, fault, left }) => {
  const coded = coding.encode(plain);
  const property = fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (places) => {
    const pieces = cutAt(coded, places).map(pieceOf);
    const steps = await made(`{ ${fault} }`, [codedHead('text/event-stream', coding.name), ...pieces, end]);
    expect(coding.decode(bytesOf(steps))).toEqual(left);
    expect(steps[0]).toEqual(head('text/event-stream', ['content-encoding', coding.name, 'X-Kept', '1']));
  });
  await fc.assert(property, { numRuns: 25, seed: 1 });
});

test.each(testCodings)('$name: each event can be decoded when it has come', async (coding) => {
  const body = new PassThrough();
  body.end(coding.encode(plain));
  const source = [codedHead('text/event-stream', coding.name), { kind: 'pipe', body } as const, end];
  const frames = framesOf(await made('{ stream-cut: { frames: 99 } }', source));
  const soFar = frames.map((_, index) => coding.decodeSoFar(bytesOf(frames.slice(0, index + 1))).toString());
  const [a = '', pinged = '', c = '', done = ''] = events;
  expect(soFar.slice(0, 3)).toEqual([a, `${a}: ping\n\n`, a + pinged]);
  expect(soFar.at(-1)).toBe(a + pinged + c + done);
  expect(frames.filter(({ comment }) => comment !== true)).toHaveLength(4);
});

test.each(testCodings)('$name: JSON is cut by its plain bytes and ends well', async (coding) => {
  const steps = await made('body-truncate', [
    codedHead('application/json', coding.name),
    pieceOf(coding.encode(json)),
    end,
  ]);
  expect(coding.decode(bytesOf(steps))).toEqual(json.subarray(0, Math.floor(json.length / 2)));
  expect(steps.at(-1)).toEqual({ kind: 'end', damaged: true });
});

test('deflate without the zlib format is understood, and sent with it', async () => {
  const steps = await made('body-bad-json', [
    codedHead('application/json', 'deflate'),
    pieceOf(deflateRawSync(json)),
    end,
  ]);
  const [, deflate] = testCodings;
  expect(deflate?.decode(bytesOf(steps))).toEqual(json.subarray(0, -1));
});

test.each(['identity', 'GZIP', 'x-gzip'])('the name %s is known', async (name) => {
  const isCoded = name !== 'identity';
  const answer = [codedHead('application/json', name), pieceOf(isCoded ? gzipSync(json) : json), end];
  const steps = await made('{ body-bad-json: unclosed }', answer);
  const [gzip] = testCodings;
  const left = bytesOf(steps);
  expect(isCoded ? gzip?.decode(left) : left).toEqual(json.subarray(0, -1));
});

const leftAlone = ['gzip, br', 'compress', ''];
const aloneFaults = ['body-truncate', 'body-empty', 'body-html', 'stream-cut', 'stream-drop'];

test.each(leftAlone)('an answer in "%s" is left alone', async (name) => {
  for (const fault of aloneFaults) {
    const steps = [codedHead('text/event-stream', name), pieceOf(gzipSync(plain)), end];
    expect(await made(fault, steps)).toEqual(steps);
  }
});

test('as is one with two fields', async () => {
  const twice = head('application/json', ['Content-Encoding', 'gzip', 'Content-Encoding', 'gzip']);
  const steps = [twice, pieceOf(gzipSync(gzipSync(json))), end];
  expect(await made('body-empty', steps)).toEqual(steps);
});

test.each([204, 304])('and a %i, which has no body', async (status) => {
  const steps = [head('text/event-stream', ['Content-Encoding', 'gzip'], status), end];
  for (const fault of aloneFaults) expect(await made(fault, steps)).toEqual(steps);
});

test('silences and trailers stay where they are', async () => {
  const [coding] = testCodings as readonly [TestCoding];
  const coded = coding.encode(Buffer.from('data: a\n\n'));
  const trailers: Step = { kind: 'trailers', headers: ['x-sum', '1'] };
  const steps = await made('{ stream-cut: { frames: 9 } }', [
    pause(1),
    codedHead('text/event-stream', 'gzip'),
    ...[pause(2), pieceOf(coded), pause(3), trailers, end],
  ]);
  const kinds = steps.map((step) => (step.kind === 'pause' ? step.ms : step.kind));
  expect(kinds).toEqual([1, 'head', 2, 'frame', 3, 'frame', 'trailers', 'end']);
  expect(coding.decode(bytesOf(steps)).toString()).toBe('data: a\n\n');
});

test.each([fin, rst])('a body that breaks off breaks off: %j', async (broken) => {
  const [coding] = testCodings as readonly [TestCoding];
  const half = gzipSync(json, { level: 0 }).subarray(0, 500);
  const steps = await made('{ body-truncate: 1MiB }', [
    codedHead('application/json', 'gzip'),
    pieceOf(half),
    broken,
  ]);
  expect(steps.at(-1)).toEqual(broken);
  const left = coding.decodeSoFar(bytesOf(steps));
  expect(left.length).toBeGreaterThan(400);
  expect(json.subarray(0, left.length)).toEqual(left);
});

function refuses(coding: TestCoding, coded: Buffer): boolean {
  try {
    coding.decode(coded);
    return false;
  } catch {
    return true;
  }
}

test.each(testCodings)(
  '$name: what was damaged stays damaged, behind what could be decoded',
  async (coding) => {
    const answer = async (coded: readonly Buffer[]) => {
      const steps = [codedHead('application/json', coding.name), ...coded.map(pieceOf), end];
      const seen = await made('{ body-truncate: 1MiB }', steps);
      expect(seen.at(-1)).toEqual(end);
      return bytesOf(seen);
    };
    const noise = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * index * 7) % 251));
    const coded = coding.encode(noise);
    const cut = await answer([coded.subarray(0, -5)]);
    // Node 22 takes zstd that was cut for whole.
    expect(refuses(coding, cut)).toBe(refuses(coding, coded.subarray(0, -5)));
    const part = coded.subarray(0, Math.floor(coded.length / 2));
    const corrupt = await answer([part, Buffer.alloc(70_000, 0xff), Buffer.from('never read')]);
    expect(() => coding.decodeSoFar(corrupt)).toThrow();
    expect(() => coding.decode(corrupt)).toThrow();
    const notCoded = await answer([Buffer.from('\u{1f4a9} this was never encoded')]);
    expect(() => coding.decode(notCoded)).toThrow();
  },
);

test('a bomb is decoded only as fast as it is read', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
  const source = watched([codedHead('application/json', 'gzip'), pieceOf(bomb), end]);
  const steps = (await met('{ body-truncate: 1GiB }', source))[Symbol.asyncIterator]();
  await steps.next();
  const first = await steps.next();
  expect(first.value).toMatchObject({ kind: 'frame' });
  const [gzip] = testCodings;
  const seen = first.value?.kind === 'frame' ? gzip?.decodeSoFar(first.value.bytes).length : 0;
  expect(seen).toBeGreaterThan(1_000);
  expect(seen).toBeLessThan(200_000);
  await steps.return?.();
  expect(source.state()).toBe('returned');
});

test('several faults of body and stream see plain bytes, and are encoded once', async () => {
  for (const { name, encode, decode } of testCodings) {
    const steps = await made('stream-no-done, { stream-cut: { frames: 2 } }, { body-truncate: 1KiB }', [
      codedHead('text/event-stream', name),
      pieceOf(encode(plain)),
      end,
    ]);
    expect(decode(bytesOf(steps)).toString()).toBe(events.slice(0, 2).join(''));
  }
});
