import type { OpeningEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const streamed = { stream: true } as const;
const never = ['error absent never-retried'];
const advised = ['advice absent never-retried'];
const once = (met: Omit<Told, 'at'>) => ({ calls: [[{ at: 0, ...met }]] });
const stopped = { command: { code: null, stopped: 'time', output: 'nothing' } } as const;
const opening = (connection: number, fault?: string): Partial<OpeningEntry> => ({
  ...{ at: connection, connection },
  rules:
    fault === undefined ? [] : [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults: [fault] }],
});

const hung: Omit<Told, 'at'> = { ending: 'hung', faults: ['hang'] };
const left: Omit<Told, 'at'> = { ending: 'client-left', faults: ['hang'] };
const inSilence = { pauses: [{ kind: 'hang', plannedMs: 30_000, actualMs: 4_000 }] } as const;
const nothing = 'no transient failure occurred, or giving up was excused';
const undocumented = 'nothing was retried, but no document asks for it';

/** What nobody has met who never came again: each fails, for it passes. */
const passing: Readonly<Record<string, Omit<Told, 'at'>>> = {
  'a bad gateway': bad,
  'a limit': { error: 'rate-limited', retryAfter: 5 },
  'a limit of a minute': { error: 'rate-limited', retryAfter: 60 },
  'a limit of exactly a minute': { error: 'rate-limited', headers: ['retry-after-ms', '60000'] },
  'a limit that tells no wait': { error: 'rate-limited' },
  'a timeout that tells no wait': { error: 'upstream-timeout' },
  'an unavailable model': { error: 'no-healthy-upstream' },
  'a connection that broke': { status: null, ending: 'severed', faults: ['disconnect'] },
  'silence before an answer': { ...hung, status: null },
  'silence before a stream': { ...hung, status: null, entry: streamed },
  'silence before the text of a whole answer': hung,
  'silence, which it left': { ...left, status: null },
  'silence in a whole answer, which it left': { ...left, ...inSilence },
};

/** What may be left at that. */
const advisable: Readonly<Record<string, Omit<Told, 'at'>>> = {
  'half a stream': { ending: 'damaged', faults: ['stream-cut'], entry: streamed },
  'a stream that was severed': { ending: 'severed', faults: ['stream-cut'], entry: streamed },
  'an error in a stream': { ending: 'damaged', faults: ['stream-error'], entry: streamed },
  'silence in a stream': { ...hung, entry: streamed },
  'silence in a stream, which it left': { ...left, ...inSilence, entry: streamed },
  'a conflict': { error: 'conflict' },
};

/** What is no occasion. */
const excused: Readonly<Record<string, Omit<Told, 'at'>>> = {
  'a limit of more than a minute': { error: 'rate-limited', retryAfter: 61 },
  'a limit of a little more than a minute': { error: 'rate-limited', headers: ['retry-after-ms', '60001'] },
  'a wrong key': { error: 'invalid-api-key' },
  'an answer that it had enough of': { ending: 'client-left', entry: streamed },
  'the end of the gateway': { ending: 'drained' },
  'an answer': {},
};

/** A model that is unavailable, and another one that is asked later. */
const askingPeer = (at: number, met: Partial<Told> = {}): Told[] => [
  { at: 0, error: 'no-healthy-upstream' },
  { at, ...met, entry: { model: 'a-peer' } },
];

/** A request that is left after 750 ms of silence, and its copy. */
const copy = { entry: { idempotencyKey: 'one' } } as const;
const slow: Told = { at: 0, took: 750, status: null, ending: 'client-left', faults: ['hang'], ...copy };

/** A request without a body, as an agent sends one whose body was a stream. */
const emptied = (at: number, entry: Told['entry'] = {}): Told => ({
  at,
  error: 'malformed-json',
  entry: { bodyBytes: 0, model: null, ...entry },
});

/** Four requests for the list of models, each a call of its own, a second apart. */
const polled = (last: Omit<Told, 'at'>): Told[][] =>
  [0, 1, 2, 3].map((index) => [
    {
      at: index * 1_000,
      ...(index === 3 ? last : {}),
      entry: { method: 'GET', url: '/v1/models', model: null },
    },
  ]);

export const rows: readonly Row[] = [
  {
    that: 'takes an error inside of a success for an answer',
    did: once({ inside: { where: 'body', code: null, status: null }, faults: ['respond'] }),
    ...{ outcome: 'fail', found: ['error absent never-retried'] },
    because: 'a call ended with an error inside a success (200), after 1 attempt',
  },
  {
    that: 'takes an error that is the first event for a stream',
    did: once({ inside: { where: 'first-event', code: null, status: null }, entry: { stream: true } }),
    ...{ outcome: 'fail', found: ['error absent never-retried'] },
  },
  {
    that: 'takes an error behind the first event for a stream',
    did: once({ inside: { where: 'event', code: null, status: null }, entry: { stream: true } }),
    ...{ outcome: 'inconclusive', found: ['advice absent never-retried'] },
  },
  {
    that: 'asks again after an error inside of a success',
    did: {
      calls: [spaced({ inside: { where: 'body', code: null, status: null } }, [510], { faults: [] })],
    },
    ...{ outcome: 'pass', because: '1 call came again' },
  },
  {
    that: 'does not ask again after a 503 that says not to',
    did: once({ error: 'no-healthy-upstream', headers: ['x-should-retry', 'false'] }),
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'does not ask again after a 400 that says to',
    did: once({ error: 'invalid-payload', headers: ['x-should-retry', 'true'] }),
    ...{ outcome: 'fail', found: ['error absent never-retried'] },
  },
  {
    that: 'cancels a slow request when a copy of it is answered',
    did: { calls: [[slow], [{ ...copy, at: 700, took: 40 }]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'sends a copy that is answered just before the slow one fails',
    did: { calls: [[{ at: 0, took: 750, ...bad, ...copy }], [{ ...copy, at: 700, took: 40 }]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'leaves a silence, with a copy that was answered long before',
    did: { calls: [[{ ...slow, took: 9_000 }], [{ ...copy, at: 700, took: 40 }]] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'leaves a silence, with an answer to another request',
    did: { calls: [[slow], [{ at: 700, took: 40, entry: { idempotencyKey: 'other' } }]] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'leaves a silence, and sends a copy behind it',
    did: { calls: [[slow], [{ ...copy, at: 800, took: 40 }]] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'sends it again without its body',
    did: { calls: [[{ at: 0, ...bad }], [emptied(1_000)]] },
    ...{ outcome: 'fail', samples: 1, found: ['error wrong retried-without-its-body'] },
    because: 'what came 999ms later had lost its body, and met 400 malformed-json',
    evidence: [[101, 201]],
  },
  {
    that: 'sends it again without its body, and meets the same error, which is no call of its own',
    did: { calls: [[{ at: 0, ...bad }], [{ ...emptied(1_000), ...bad }]] },
    ...{ outcome: 'fail', samples: 1, found: ['error wrong retried-without-its-body'] },
  },
  {
    that: 'sent a request without a body before, or to another URL, or something with a body',
    did: {
      calls: [
        [emptied(0)],
        [{ at: 10, ...bad }],
        [emptied(1_000, { url: '/v1/embeddings' })],
        [emptied(1_100, { client: 'another' })],
        [emptied(1_200, { bodyBytes: 9 })],
        [emptied(1_300, { method: 'GET' })],
      ],
    },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'polls at an interval, and does not ask again after the last failure',
    did: { calls: polled(bad) },
    ...{ outcome: 'inconclusive', samples: 0, because: nothing },
  },
  {
    that: 'comes again, and again',
    did: { calls: [spaced(bad, [1_000, 2_000]), spaced(bad, [1_000], {}, 9_000)] },
    ...{ outcome: 'pass', samples: 2, because: '2 calls came again' },
  },
  {
    that: 'comes again, and gives up then',
    did: { calls: [spaced(bad, [1_000], bad)] },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'asks another model once, at once, and never the same again',
    did: { calls: [askingPeer(250)] },
    ...{ outcome: 'fail', samples: 1, found: ['error absent never-retried'] },
    because: 'a call met 503 no-healthy-upstream, asked another model once, and never the same',
  },
  {
    that: 'asks the same model under another spelling',
    did: {
      calls: [
        [
          { at: 0, error: 'no-healthy-upstream' },
          { at: 10, entry: { model: 'A-Model' } },
        ],
      ],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes again with another model after a wait',
    did: { calls: [askingPeer(251)] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks one model after the other',
    did: { calls: [[...askingPeer(10, bad), { at: 30, entry: { model: 'a-third' } }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks another model at once in one call, and retries in another',
    did: { calls: [askingPeer(10), spaced(bad, [1_000])] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes again in one call, and not in another',
    did: { calls: [spaced(bad, [1_000]), [{ at: 9_000, ...bad }], [{ at: 9_500, ...bad }]] },
    ...{ outcome: 'fail', samples: 3, found: ['error absent never-retried 2x'] },
    because: 'a call ended with 502 bad-gateway, after 1 attempt',
  },
  {
    that: 'comes again after a wrong key, and not after a bad gateway',
    did: {
      calls: [
        [
          { at: 0, error: 'invalid-api-key' },
          { at: 9, ...bad },
        ],
      ],
    },
    ...{ outcome: 'fail', samples: 1, found: never, because: 'after 2 attempts' },
  },
  ...Object.entries(passing).map(
    ([what, met]): Row => ({
      ...{ that: `never comes again after ${what}`, did: once(met) },
      ...{ outcome: 'fail', samples: 1, found: never },
    }),
  ),
  ...Object.entries(advisable).map(
    ([what, met]): Row => ({
      ...{ that: `never comes again after ${what}`, did: once(met) },
      ...{ outcome: 'inconclusive', samples: 1, found: advised, because: undocumented },
    }),
  ),
  ...Object.entries(excused).map(
    ([what, met]): Row => ({
      ...{ that: `does not come again after ${what}`, did: once(met) },
      ...{ outcome: 'inconclusive', samples: 0, because: nothing },
    }),
  ),
  {
    that: 'comes again after a limit of more than a minute',
    did: { calls: [spaced({ error: 'rate-limited', retryAfter: 61 }, [61_000])] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'does not come again when its budget is used up',
    ...{ platform: 'deeptoken', did: once({ error: 'budget-limit-exceeded' }) },
    ...{ outcome: 'inconclusive', samples: 0, because: nothing },
  },
  {
    that: 'never comes again, where no document says that it should',
    ...{ platform: 'openai', by: 'contract', did: once({ error: 'gateway-timeout' }) },
    ...{ outcome: 'inconclusive', samples: 1, found: advised, because: undocumented },
  },
  {
    that: 'never comes again, where only the scenario says that it should',
    ...{ platform: 'openai', did: once({ error: 'gateway-timeout' }) },
    ...{ outcome: 'fail', samples: 1, found: ['error absent never-retried'] },
  },
  {
    that: 'was stopped before it came again',
    did: { ...once(bad), ...stopped },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'came again before it was stopped',
    did: { calls: [spaced(bad, [1_000], bad)], ...stopped },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes again after a connection that was reset before any request',
    ...{ did: { calls: [] }, openings: [opening(1, 'connection-reset'), opening(2)] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'never comes again after a connection that was reset before any request',
    ...{ did: { calls: [] }, openings: [opening(1), opening(2, 'connection-reset')] },
    ...{ outcome: 'fail', samples: 1, found: never },
    because: 'the last thing that happened was connection-reset, before any request',
  },
  {
    that: 'was stopped after a connection that was reset before any request',
    ...{ did: { calls: [], ...stopped }, openings: [opening(2, 'connection-reset')] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'comes again with a request',
    ...{
      did: { calls: [[{ at: 9, entry: { connection: 3 } }]] },
      openings: [opening(2, 'connection-reset')],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
];
