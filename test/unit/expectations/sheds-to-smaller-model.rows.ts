import type { Row } from '../../helpers/expectation-rows.ts';
import { every } from '../../helpers/limited.ts';
import type { Told } from '../../helpers/timeline.ts';

const [large, small] = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];
const refused = (at: number, model = large): Told => ({
  ...{ at, error: 'rate-limited', retryAfter: 1 },
  entry: { model },
});
const passed = (at: number, model: string = large): Told => ({ at, entry: { model } });
/** One call for each request. */
const apart = (...attempts: readonly Told[]) => attempts.map((attempt) => [attempt]);
/** Refused each ten seconds, so often. */
const limited = (count: number, model = large) => every(10_000, count).map((at) => refused(at, model));
const never = (severity: string) => [`${severity} absent never-shed-load`];

export const rows: readonly Row[] = [
  {
    that: 'asks a smaller model after half a minute',
    did: { calls: apart(...limited(4), passed(40_000, small)) },
    ...{ outcome: 'pass', samples: 1, because: '1 time a smaller model was asked' },
  },
  {
    that: 'asks a smaller model at once',
    params: { after: '30s' },
    did: { calls: apart(refused(0), passed(1_000, small), ...limited(6).slice(1)) },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks the same model for longer than half a minute, where no figure is asked for',
    did: { calls: apart(...limited(5)) },
    ...{ outcome: 'pass', samples: 1, found: never('advice') },
    because: `${large} met 429 rate-limited, Retry-After: 1 5 times, for 30s and longer; no smaller model`,
  },
  {
    that: 'asks the same model for longer than it should',
    params: { after: '20s' },
    did: { calls: apart(...limited(4)) },
    ...{ outcome: 'fail', samples: 1, found: never('error'), evidence: [[101, 301]] },
  },
  {
    that: 'asks it for no longer than that',
    params: { after: '20s' },
    did: { calls: apart(...limited(3)) },
    ...{ outcome: 'inconclusive', samples: 0 },
    because: 'the model was not asked again once its refusals had lasted',
  },
  {
    that: 'asks it for a millisecond less',
    params: { after: '20001ms' },
    did: { calls: apart(...limited(3)) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no refusals lasted: 3 of a model in a row' },
  },
  {
    that: 'is refused twice in half a minute, which is not often',
    params: { after: '20s' },
    did: { calls: apart(refused(0), refused(30_000)) },
    ...{ outcome: 'inconclusive', because: 'no refusals lasted: 2 of a model in a row' },
  },
  {
    that: 'asks the same model more often than is enough',
    params: { refusals: 3 },
    did: { calls: [limited(4)] },
    ...{ outcome: 'fail', found: never('error'), evidence: [[101, 103]] },
  },
  {
    that: 'asks it as often as is enough',
    params: { refusals: 4 },
    did: { calls: [limited(4)] },
    outcome: 'inconclusive',
  },
  {
    that: 'is let through more than half as often as it is refused',
    params: { refusals: 3 },
    did: {
      calls: apart(...[0, 1, 2, 3].flatMap((n) => [refused(n * 100), passed(n * 100 + 50)])),
    },
    ...{ outcome: 'inconclusive', because: 'no refusals lasted: 1, 1, 1, 1 of a model in a row' },
  },
  {
    that: 'is let through half as often as it is refused',
    params: { refusals: 4 },
    did: {
      calls: apart(
        ...[0, 1, 2].flatMap((n) => [refused(n * 100), refused(n * 100 + 10), passed(n * 100 + 50)]),
      ),
    },
    ...{ outcome: 'fail', found: never('error') },
  },
  {
    that: 'moves from a small model to a larger one',
    params: { refusals: 3 },
    did: { calls: apart(...limited(5, small), passed(60_000, large)) },
    ...{ outcome: 'fail', found: ['error absent shed-to-no-smaller-model'] },
    because: `${large}, which is no smaller one, was asked`,
  },
  {
    that: 'moves to a model of another kind',
    params: { refusals: 3 },
    did: { calls: apart(...limited(5), passed(60_000, 'BAAI/bge-large-en-v1.5')) },
    ...{ outcome: 'fail', found: ['error absent shed-to-no-smaller-model'] },
  },
  {
    that: 'moves to a model of which no price is known',
    params: { refusals: 3 },
    did: { calls: apart(...limited(5), passed(60_000, 'a-model')) },
    outcome: 'pass',
  },
  {
    that: 'asked a smaller model only before',
    params: { refusals: 3 },
    did: { calls: apart(passed(0, small), ...limited(5).map((each) => ({ ...each, at: each.at + 10 }))) },
    ...{ outcome: 'fail', found: never('error') },
  },
  {
    that: 'writes the model in lower case',
    params: { refusals: 3 },
    did: { calls: apart(...limited(5), refused(60_000, large.toLowerCase())) },
    ...{ outcome: 'fail', found: never('error') },
  },
  {
    that: 'has used up its quota, which no model helps against',
    platform: 'openai',
    params: { refusals: 3 },
    did: {
      calls: apart(
        ...every(10, 5).map((at) => ({ at, error: 'insufficient-quota', entry: { model: large } })),
      ),
    },
    ...{ outcome: 'inconclusive', because: 'no model was refused by a rate limit' },
  },
];

export const params = {
  takes: [{}, { after: '30s' }, { refusals: 1 }, { after: '1m', refusals: 9 }],
  refuses: [{ after: 30 }, { refusals: 0 }, { refusals: 1.5 }],
};

export const notAskedFor = 'whether a smaller model will do is for the owner of an application to say';
