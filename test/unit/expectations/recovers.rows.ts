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
      calls: [
        [{ at: 0, took: 2_000, status: null, ending: 'client-left', entry: { source: 'upstream' } }],
      ],
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
    ...{ platform: 'openai', did: { calls: [[{ at: 0, error: 'server-error' }]] } },
    ...{ outcome: 'inconclusive', samples: 1, found: ['advice absent never-recovered'] },
    because: 'no call recovered, but no document says that it could have',
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
