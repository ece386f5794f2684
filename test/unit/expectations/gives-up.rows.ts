import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const times = (count: number, gap = 1_000, startsAt = 0) =>
  spaced(
    bad,
    Array.from({ length: count - 1 }, () => gap),
    bad,
    startsAt,
  );
const counting = (counts: readonly number[], entry: (index: number) => Told['entry'] = () => ({})) =>
  counts.map(
    (retryCount, index): Told => ({ ...bad, at: index * 1_000, entry: { retryCount, ...entry(index) } }),
  );
const stopped = (by: 'time' | 'attempts') =>
  ({ command: { code: null, stopped: by, output: 'nothing' } }) as const;

const tooMany = ['error wrong too-many-attempts'];
const tooLong = ['error wrong tried-too-long'];
const multiply = ['warning wrong retries-multiply'];
const nothing = 'every call was answered in the end: nothing was left to give up';

export const rows: readonly Row[] = [
  {
    that: 'gives up after three attempts, and after one',
    did: { calls: [times(3), times(1, 0, 9_000)] },
    ...{ outcome: 'pass', samples: 2, because: '2 calls gave up; the most attempts of one were 3' },
  },
  { that: 'makes ten attempts', did: { calls: [times(10)] }, outcome: 'pass', samples: 1 },
  {
    that: 'makes eleven attempts',
    did: { calls: [times(11)] },
    ...{
      outcome: 'fail',
      samples: 1,
      found: tooMany,
      because: 'a call made 11 attempts in 10.01s; 10 are allowed',
      evidence: [[101, 102, 103, 104, 105, 106, 107, 108, 109, 110]],
    },
  },
  {
    that: 'makes as many attempts as allowed',
    params: { attempts: 2 },
    did: { calls: [times(2)] },
    outcome: 'pass',
  },
  {
    that: 'makes one more',
    params: { attempts: 2 },
    did: { calls: [times(3)] },
    outcome: 'fail',
    found: tooMany,
  },
  {
    that: 'goes on for as long as allowed',
    params: { within: '2002ms' },
    did: { calls: [times(3)] },
    outcome: 'pass',
  },
  {
    that: 'goes on for longer',
    params: { within: '2001ms' },
    did: { calls: [times(3)] },
    ...{ outcome: 'fail', found: tooLong, because: 'a call went on for 2s; 2s are allowed' },
  },
  {
    that: 'is answered in the end',
    did: { calls: [spaced(bad, [1_000])] },
    ...{ outcome: 'inconclusive', samples: 0, because: nothing },
  },
  {
    that: 'is answered after too many attempts',
    params: { attempts: 2 },
    did: { calls: [spaced(bad, [1_000, 1_000])] },
    ...{ outcome: 'fail', found: tooMany },
  },
  {
    that: 'left an answer, of which nothing is known',
    did: { calls: [[{ at: 0, ending: 'client-left' }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: nothing },
  },
  {
    that: 'is stopped at the limit of attempts after its first one',
    did: { calls: [times(1)], ...stopped('attempts') },
    ...{ outcome: 'inconclusive', samples: 0 },
    because: 'stopped at the limit of requests, before a call had made more than 10',
  },
  {
    that: 'is stopped at the limit of attempts, as many as it is allowed',
    params: { attempts: 4 },
    did: { calls: [times(4)], ...stopped('attempts') },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'is stopped at the limit of attempts',
    params: { attempts: 3 },
    did: { calls: [times(2), times(4, 1_000, 9_000), times(3, 1_000, 19_000)], ...stopped('attempts') },
    ...{ outcome: 'fail', found: ['error wrong never-stopped', ...tooMany] },
    because: 'the command was stopped at the limit; one call had made 4 attempts',
  },
  {
    that: 'is stopped at the limit of attempts, with two calls alike',
    params: { attempts: 1 },
    did: { calls: [times(2), times(2, 1_000, 9_000)], ...stopped('attempts') },
    ...{ outcome: 'fail', found: ['error wrong never-stopped', 'error wrong too-many-attempts 2x'] },
    evidence: [
      [101, 102],
      [101, 102, 201, 202],
    ],
  },
  {
    that: 'is stopped for lack of time',
    did: { calls: [times(3)], ...stopped('time') },
    ...{ outcome: 'inconclusive', samples: 0, because: 'the command was stopped before it gave up' },
  },
  { that: 'sent nothing', did: { calls: [], ...stopped('attempts') }, outcome: 'inconclusive', samples: 0 },
  {
    that: 'retries in two layers',
    did: { calls: [counting([0, 1, 2, 0, 1, 2, 0, 1, 2])] },
    ...{ outcome: 'fail', found: multiply },
    because: '3 attempts of the SDK, 3 times around it: 9 requests for one call',
  },
  {
    that: 'retries once in each layer',
    did: { calls: [counting([0, 1, 0])] },
    outcome: 'fail',
    found: multiply,
  },
  { that: 'counts its retries', did: { calls: [counting([0, 1, 2, 3])] }, outcome: 'pass' },
  { that: 'always counts none', did: { calls: [counting([0, 0, 0])] }, outcome: 'pass' },
  {
    that: 'begins to count anew with another model',
    did: { calls: [counting([0, 1, 2, 0, 1, 2], (index) => ({ model: index < 3 ? 'a-model' : 'a-peer' }))] },
    outcome: 'pass',
  },
  {
    that: 'begins to count anew with another key',
    did: { calls: [counting([0, 1, 0, 1], (index) => ({ key: index < 2 ? null : 'sk-oa**********25xx' }))] },
    outcome: 'pass',
  },
  {
    that: 'retries in two layers, and then with another model',
    did: { calls: [counting([0, 1, 0, 1, 0], (index) => ({ model: index < 4 ? 'a-model' : 'a-peer' }))] },
    ...{
      outcome: 'fail',
      found: multiply,
      because: '2 attempts of the SDK, 2 times around it: 5 requests for one call',
    },
  },
];

export const params = {
  takes: [{}, { attempts: 1 }, { within: '2m' }],
  refuses: [{ attempts: 0 }, { attempts: 2.5 }, { within: 2 }],
};
