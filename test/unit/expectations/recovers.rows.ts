import type { OpeningEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const cut: Told = { at: 0, ending: 'damaged', faults: ['stream-cut'], entry: { stream: true } };
const never = ['error absent never-recovered'];
const times = (count: number) =>
  spaced(
    bad,
    Array.from({ length: count - 1 }, () => 1_000),
    bad,
  );
const opening = (connection: number, fault?: string): Partial<OpeningEntry> => ({
  ...{ at: connection, connection },
  rules:
    fault === undefined ? [] : [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults: [fault] }],
});
const expired = {
  openings: [opening(1), opening(2, 'tls-certificate'), opening(5, 'tls-stall'), opening(7)],
};

/** A request that is left after 750 ms of silence, and its copy. */
const copy = { entry: { idempotencyKey: 'one' } } as const;
const slow: Told = { at: 0, took: 750, status: null, ending: 'client-left', faults: ['hang'], ...copy };

/** Requests for the list of models, the interval (ms) between two, and which of them are answered. */
const polls = (intervalMs: number, ...answered: readonly ('yes' | 'no')[]) => {
  const entry = { method: 'GET', url: '/v1/models', route: 'models', model: null } as const;
  const sent = answered.map((ok, index): Told => {
    return { at: index * intervalMs, entry, ...(ok === 'yes' ? {} : bad) };
  });
  // An answer ends a call.
  const ends = sent.flatMap((each, index) => (each.error === undefined ? [index + 1] : []));
  const begins = [0, ...ends];
  return begins.flatMap((from, index) => {
    const call = sent.slice(from, begins[index + 1]);
    return call.length === 0 ? [] : [call];
  });
};

export const rows: readonly Row[] = [
  {
    that: 'is answered in the end',
    did: { calls: [spaced(bad, [1_000, 2_000]), spaced(bad, [1_000], {}, 9_000)] },
    ...{ outcome: 'pass', samples: 2, because: '2 calls failed at first and ended with an answer' },
  },
  {
    that: 'is answered by another model',
    did: {
      calls: [
        [
          { at: 0, error: 'no-healthy-upstream' },
          { at: 10, entry: { model: 'a-peer' } },
        ],
      ],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'gives up before the trouble is over',
    did: { calls: [spaced(bad, [1_000], bad), spaced(bad, [1_000], {}, 9_000)] },
    ...{ outcome: 'fail', samples: 2, found: never },
    because: 'a call ended with 502 bad-gateway, after 2 attempts',
  },
  {
    that: 'gives up when it meets something else',
    did: { calls: [spaced(bad, [1_000], { error: 'internal-error' })] },
    ...{ outcome: 'fail', found: never, because: 'a call ended with 500 internal-error, after 2 attempts' },
  },
  { that: 'takes half a stream', did: { calls: [[cut]] }, outcome: 'fail', found: never },
  { that: 'asks again after half a stream', did: { calls: [[cut, { at: 9 }]] }, outcome: 'pass', samples: 1 },
  { that: 'gives up after nine attempts', did: { calls: [times(9)] }, outcome: 'fail', found: never },
  {
    that: 'gives up after ten attempts, which is enough',
    did: { calls: [times(10)] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no call met a transient failure' },
  },
  {
    that: 'gives up where it is told to wait for more than a minute',
    did: { calls: [[{ at: 0, error: 'rate-limited', retryAfter: 61 }]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'gives up where it is told to wait for a minute',
    did: { calls: [[{ at: 0, error: 'rate-limited', retryAfter: 60 }]] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'ends with an error that stays',
    did: { calls: [spaced(bad, [1_000], { error: 'invalid-api-key' })] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'met nothing else',
    did: { calls: [[{ at: 0, error: 'invalid-api-key' }]] },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'left the answer behind a failure, and said that it has what it wanted',
    did: { calls: [spaced(bad, [1_000], { ending: 'client-left' })], outcomes: { 1: 'success' } },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'left the answer behind a failure, and said that it failed',
    did: { calls: [spaced(bad, [1_000], { ending: 'client-left' })], outcomes: { 1: 'error' } },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'left the answer behind a failure, and said nothing',
    did: { calls: [spaced(bad, [1_000], { ending: 'client-left' })] },
    ...{ outcome: 'inconclusive', samples: 0 },
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
    did: {
      calls: [
        [{ at: 0, ...bad }],
        [{ at: 1_000, error: 'malformed-json', entry: { bodyBytes: 0, model: null } }],
      ],
    },
    ...{ outcome: 'fail', found: never },
    because: 'after 1 attempt; what came 999ms later had lost its body, and met 400 malformed-json',
  },
  {
    that: 'polls at an interval, whatever is answered',
    did: { calls: polls(1_000, 'no', 'no', 'yes', 'no', 'yes', 'yes', 'no') },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'polls at an interval, and is never answered',
    did: { calls: polls(1_000, 'no', 'no', 'no', 'no') },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no call met a transient failure' },
  },
  {
    that: 'asks three times at an interval, which are retries',
    did: { calls: polls(1_000, 'no', 'no', 'no') },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'asks again and again without an interval, which are retries',
    did: { calls: polls(240, 'no', 'no', 'no', 'no', 'no') },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'asks again at times that grow, which are retries',
    did: {
      calls: [times(4).map((each, index) => ({ ...each, at: 1_000 * 2 ** index, entry: { method: 'GET' } }))],
    },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'asks again with a body at an interval',
    did: { calls: [times(5)] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'polls at an interval that varies, after failures as after answers',
    did: {
      calls: polls(1, 'yes', 'yes', 'yes', 'no', 'no').map((call) =>
        call.map((each) => ({ ...each, at: [0, 1_000, 2_500, 3_100, 5_000][each.at] ?? 0 })),
      ),
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'asks again sooner after a failure than after an answer, which is a retry',
    did: {
      calls: polls(1, 'yes', 'yes', 'yes', 'no', 'no').map((call) =>
        call.map((each) => ({ ...each, at: [0, 9_000, 18_000, 27_000, 28_000][each.at] ?? 0 })),
      ),
    },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: "leaves the stub's own pace before the first token, as a user does",
    did: { calls: [[{ at: 0, took: 2_000, status: null, ending: 'client-left' }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'nothing was injected' },
  },
  {
    that: 'leaves a silence before the first token',
    did: { calls: [[{ at: 0, took: 2_000, status: null, ending: 'client-left', faults: ['hang'] }]] },
    ...{ outcome: 'fail', found: never, because: 'a call ended with silence, which the client left' },
  },
  {
    that: 'leaves a real upstream before the first token, which may have been silent',
    did: {
      calls: [[{ at: 0, took: 2_000, status: null, ending: 'client-left', entry: { source: 'upstream' } }]],
    },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'says that it has what it wanted of half a stream',
    did: { calls: [[cut]], outcomes: { 1: 'success' } },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'was stopped meanwhile',
    did: { calls: [times(2)], command: { code: null, stopped: 'attempts', output: 'nothing' } },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'never recovers from what no document calls passing',
    ...{ platform: 'openai', did: { calls: [[{ at: 0, error: 'gateway-timeout' }]] } },
    ...{ by: 'contract', outcome: 'inconclusive', samples: 1, found: ['advice absent never-recovered'] },
    because: 'no call recovered, but no document says that it could have',
  },
  {
    that: 'never recovers from what no document calls passing, where the scenario asks for it',
    ...{ platform: 'openai', did: { calls: [[{ at: 0, error: 'gateway-timeout' }]] } },
    ...{ outcome: 'fail', samples: 1, found: ['error absent never-recovered'] },
  },
  {
    that: 'met nothing',
    did: { calls: [[{ at: 0 }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'nothing was injected' },
  },
  {
    ...{ that: 'is answered after the last of two connections that failed', ...expired },
    did: { calls: [[{ at: 5, entry: { connection: 5 } }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    ...{ that: 'is answered before the last of two connections that failed', ...expired },
    did: { calls: [[{ at: 4, entry: { connection: 1 } }]] },
    ...{ outcome: 'fail', found: never },
    because: 'the last thing that happened was tls-certificate and tls-stall, before any request',
  },
  {
    ...{ that: 'meets an error after connections that failed', ...expired },
    did: { calls: [[{ at: 9, error: 'invalid-api-key' }]] },
    ...{ outcome: 'fail', found: never },
  },
];
