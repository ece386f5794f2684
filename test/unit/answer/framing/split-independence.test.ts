import type { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framed } from '../../../../src/answer/framing/events.ts';
import { findFault } from '../../../../src/faults/index.ts';
import { luckOf } from '../../../../src/lib/luck.ts';
import type { Step } from '../../../../src/model/step.ts';
import { fixedClock } from '../../../helpers/clock.ts';
import { requestFacts } from '../../../helpers/facts.ts';
import { platformInUse } from '../../../helpers/platform.ts';
import { collect } from '../../../helpers/steps.ts';
import * as reference from './reference.ts';

type Pieces = readonly reference.Piece[];

/** A fault as written in a scenario, and its expected effect on a stream. */
interface Case {
  readonly name: string;
  readonly params: object;
  expected(pieces: Pieces): reference.Outcome;
}

const event = (text: string): reference.Piece => ({ text, isEvent: true, isOver: true });
const part = (text: string): reference.Piece => ({ text, isEvent: false, isOver: false });
const unchanged = (pieces: Pieces): reference.Outcome => ({ pieces, end: 'end' });

const positions: fc.Arbitrary<reference.Position> = fc.oneof(
  fc.nat(6).map((frames) => ({ frames })),
  fc.nat(200).map((bytes) => ({ bytes })),
  fc.constant('never' as const),
);

/** A clock that does not advance. */
function spelled(position: reference.Position): object {
  if (position === 'never') return { after: '1s' };
  return 'bytes' in position ? { bytes: `${position.bytes}B` } : position;
}

const cuts = fc
  .tuple(fc.constantFrom('stream-cut', 'disconnect'), positions, fc.constantFrom('fin', 'rst'))
  .map(
    ([name, position, how]): Case => ({
      ...{ name, params: { ...spelled(position), how } },
      expected: (pieces) => reference.cut(pieces, position, how),
    }),
  );

const cleanCuts = positions.map(
  (position): Case => ({
    ...{ name: 'stream-cut', params: spelled(position) },
    expected: (pieces) => reference.cut(pieces, position, 'damaged'),
  }),
);

const stalls = positions.map(
  (position): Case => ({
    ...{ name: 'stream-stall', params: { ...spelled(position), for: '1s' } },
    expected: unchanged,
  }),
);

const error = '{"error":{"type":"server_error","code":"internal_error","message":"no","param":null}}';

const errors = fc
  .tuple(positions, fc.constantFrom('end', 'done', 'continue'), fc.constantFrom('data', 'event'))
  .map(([position, then, as]): Case => {
    const insertedEvent = `${as === 'event' ? 'event: error\n' : ''}data: ${error}\n\n`;
    return {
      ...{ name: 'stream-error', params: { ...spelled(position), then, as, message: 'no' } },
      expected: (pieces) => reference.insert(pieces, position, insertedEvent, then),
    };
  });

const words = 'upstream connect error or disconnect';

function garbled(kind: string, text: string): reference.Piece | null {
  const data = reference.dataOf(text);
  if (data === null) return null;
  if (kind === 'no-colon') return event(`${words}\n\n`);
  if (kind === 'bare') return part(text.replace(/(?:\r\n|\r|\n)$/, ''));
  const half = data.slice(0, Math.floor(data.length / 2));
  const isCutInside = (half.codePointAt(half.length - 1) ?? 0) >> 10 === 0xd800 >> 10;
  return event(
    reference.withData(text, kind === 'not-json' ? words : isCutInside ? half.slice(0, -1) : half),
  );
}

const badFrames = fc.tuple(positions, fc.constantFrom('cut-json', 'not-json', 'no-colon', 'bare')).map(
  ([position, kind]): Case => ({
    ...{ name: 'stream-bad-frame', params: { ...spelled(position), kind } },
    expected: (pieces) => {
      let changed = 0;
      const result = reference.changeNext(pieces, position, (text) => {
        const rewritten = garbled(kind, text);
        if (rewritten !== null) changed += 1;
        return rewritten;
      });
      // A line that is no field damages nothing that a reader may see.
      return { ...result, end: changed > 0 && kind !== 'no-colon' ? 'damaged' : result.end };
    },
  }),
);

function parsed(text: string): { readonly choices?: readonly { readonly finish_reason?: unknown }[] } | null {
  try {
    const json: unknown = JSON.parse(reference.dataOf(text) ?? '');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

function oversized(text: string, by: number): reference.Piece | null {
  if (parsed(text) === null) return null;
  const spaced = (value: string) => value.replace(/\}(?=[^}]*$)/, `${' '.repeat(by)}}`);
  return event(reference.withLastData(text, /\}/, spaced));
}

const oversizes = fc.tuple(positions, fc.nat(70)).map(
  ([position, by]): Case => ({
    ...{ name: 'stream-oversize-frame', params: { ...spelled(position), by: `${by}B` } },
    expected: (pieces) => reference.changeNext(pieces, position, (text) => oversized(text, by)),
  }),
);

type Picks = { readonly frames?: number; readonly every?: number };
const picked = ({ every, frames = every ?? 2 }: Picks) =>
  every === undefined
    ? new Set([frames])
    : new Set(Array.from({ length: 40 }, (_, step) => frames + step * every));

const each = fc.record(
  { frames: fc.integer({ min: 1, max: 6 }), every: fc.integer({ min: 1, max: 4 }) },
  { requiredKeys: [] },
);
const numbered = fc
  .tuple(fc.constantFrom('drop', 'duplicate', 'reorder'), each)
  .map(([what, params]): Case => {
    const numbers = picked(params);
    const times = what === 'drop' ? 0 : 2;
    return {
      ...{ name: `stream-${what}`, params },
      expected: (pieces) =>
        what === 'reorder'
          ? reference.swap(pieces, (ordinal) => numbers.has(ordinal))
          : reference.changeEach(pieces, (one, ordinal) => Array(numbers.has(ordinal) ? times : 1).fill(one)),
    };
  });

const comments = fc
  .record({ text: fc.constantFrom('', 'ping', 'ü'), every: fc.integer({ min: 1, max: 4 }) })
  .map(
    (params): Case => ({
      ...{ name: 'stream-comment', params },
      expected: (pieces) =>
        reference.changeEach(pieces, (one, ordinal) => {
          const comment = part(Buffer.from(`: ${params.text}\n\n`).toString('latin1'));
          return ordinal % params.every === 0 ? [comment, one] : [one];
        }),
    }),
  );

const endless = fc.constantFrom<Case>(
  {
    ...{ name: 'stream-no-done', params: {} },
    expected: (pieces) =>
      reference.changeEach(pieces, (one) => (reference.dataOf(one.text)?.trim() === '[DONE]' ? [] : [one])),
  },
  {
    ...{ name: 'stream-no-finish', params: {} },
    expected: (pieces) =>
      reference.changeEach(pieces, (one) => {
        const choices = parsed(one.text)?.choices ?? [];
        return choices.some(({ finish_reason: reason }) => typeof reason === 'string') ? [] : [one];
      }),
  },
);

const inPieces = fc
  .constantFrom<readonly [string, object]>(
    ['stream-split', {}],
    ['stream-split', { inside: 'line-end' }],
    ['stream-split', { bytes: '1B' }],
    ['stream-split', { bytes: '7B' }],
    ['stream-wrong-type', {}],
    ['drip', { perFrame: '5ms' }],
    ['drip', { rate: '30B' }],
    ['drip', { rate: '400B' }],
  )
  .map(([name, params]): Case => ({ name, params, expected: unchanged }));

const cases = fc.oneof(
  ...[cuts, cleanCuts, stalls, errors, badFrames, oversizes, numbered, comments, endless, inPieces],
);

const lines = [
  'data: {"a":"naïve 🚪"}',
  'data:{"choices":[{"finish_reason":null}]}',
  'data: {"choices":[{"finish_reason":"stop"}],\ndata: "b":{}}',
  'data: [DONE]',
  'data: ｆｕｌｌ',
  'data',
  'event: x\r\nid: 1\r\ndata: {"c":1}',
  'retry: 3',
  ': ping',
  ':',
  'no field of ours',
  '\uFEFF',
  '\uFEFFdata: {}',
].map((text) => Buffer.from(text).toString('latin1'));
const odd = ['\xef', '\xe6\x9d', '\xff\xfe\x00', '\x1f\x8b\x08', '<html>', '}'];
const ends = ['\n', '\r', '\r\n', '\n\n', '\r\n\r\n', '\r\r'];
const fragments = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...lines), fc.constantFrom(...ends.slice(3)))
      .map((two) => two.join('')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...lines, ...ends) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
);
const streams = fc.array(fragments, { maxLength: 10 }).map((parts) => parts.join(''));
const splits = fc.array(fc.nat(500), { maxLength: 8 });

function chunksOf(stream: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(stream, 'latin1');
  const cutAt = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return cutAt.map((end, index) => bytes.subarray(cutAt[index - 1] ?? 0, end));
}

const inUse = platformInUse();
const facts = requestFacts(inUse);

async function* answerOf(type: string, chunks: readonly Buffer[]): AsyncGenerator<Step> {
  async function* arriving(): AsyncGenerator<Buffer> {
    yield* chunks;
  }
  yield { kind: 'head', status: 200, headers: ['Content-Type', type], origin: 'upstream' };
  yield { kind: 'pipe', body: arriving() as unknown as Readable };
  yield { kind: 'end' };
}

function endOf(step: Step | undefined): string {
  if (step?.kind === 'sever') return step.how;
  return step?.kind === 'end' && step.damaged === true ? 'damaged' : String(step?.kind);
}

/** The result when the bytes arrive in these chunks. */
async function played({ name, params }: Case, type: string, chunks: readonly Buffer[]) {
  const fault = findFault(name);
  if (fault?.subject !== 'request') throw new Error(`${name} is no fault of requests`);
  const context = { inUse, facts, luck: luckOf(1), injection: 0, clock: fixedClock(), hangMs: 60_000 };
  const given = { ...context, params: fault.params.parse(params) };
  const steps = await collect(framed(fault.apply(answerOf(type, chunks), given)));
  const frames = steps.flatMap((step) => (step.kind === 'frame' ? [step] : []));
  return {
    text: frames.map(({ bytes }) => bytes.toString('latin1')).join(''),
    events: frames.filter(({ comment }) => comment !== true).length,
    end: endOf(steps.at(-1)),
  };
}

// A failure is reported with its seed and with the smallest failing stream.
const sure = { seed: 20_260_301, numRuns: 90_000 };

test('a fault does to a stream what it says and nothing else, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(streams, splits, cases, async (stream, places, one) => {
      const { pieces, end } = one.expected(reference.piecesOf(stream));
      const expected = {
        text: pieces.map(({ text }) => text).join(''),
        events: pieces.filter(({ isEvent }) => isEvent).length,
        end,
      };
      expect(await played(one, 'text/event-stream', chunksOf(stream, places))).toEqual(expected);
    }),
    sure,
  );
}, 120_000);

test('a fault of streams changes no byte of what is no stream', async () => {
  const ofStreams = cases.filter(({ name }) => name.startsWith('stream-') || name === 'drip');
  await fc.assert(
    fc.asyncProperty(streams, splits, ofStreams, async (stream, places, one) => {
      const seen = await played(one, 'application/json', chunksOf(stream, places));
      expect([seen.text, seen.end]).toEqual([stream, 'end']);
    }),
    { ...sure, numRuns: 10_000 },
  );
}, 60_000);
