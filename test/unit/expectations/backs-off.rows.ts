import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const platformError: Omit<Told, 'at'> = { error: 'platform-error' };
const peer = { model: 'a-peer' } as const;
const called = (...gaps: readonly number[]) => ({ calls: [spaced(bad, gaps)] });
const deeptoken = (...calls: readonly (readonly number[])[]) => ({
  platform: 'deeptoken',
  did: { calls: calls.map((gaps) => spaced(platformError, gaps)) },
});
/** A model that is unavailable, and the next one so many milliseconds after the end of it. */
const inTurn = (gapMs: number, ...models: readonly string[]): Told[] =>
  models.map((model, at) => ({ at: at * (gapMs + 1), error: 'no-healthy-upstream', entry: { model } }));
const past = new Date(0).toUTCString();
const zero = (at: number, retryAfter: string | number = 0): Told => ({
  ...{ at, error: 'rate-limited', retryAfter },
});
const zeros = (...all: number[]) => all.map((at) => zero(at));
/** The next one begins where the one before has ended. */
const chain = (...parts: readonly Told[][]) => parts.flat();

const tooLittle = ['error wrong waited-too-little'];
const notGrowing = ['warning wrong waits-do-not-grow'];
const few = 'too few waits';

export const rows: readonly Row[] = [
  {
    that: 'waits as long as the platform says, four times',
    did: called(1_000, 2_000, 4_000, 8_000),
    ...{ outcome: 'pass', samples: 4, because: '4 waits, none too short' },
  },
  {
    that: 'waits a tenth of a second',
    did: called(100),
    ...{ outcome: 'fail', samples: 1, found: tooLittle },
    because: 'attempt 2 came 100ms after 502 bad-gateway; wait 1 is to last from 500ms to 1.5s',
  },
  { that: 'waits a little less than half a second', did: called(480), outcome: 'pass', samples: 1 },
  { that: 'waits a millisecond less than that', did: called(479), outcome: 'fail', found: tooLittle },
  {
    that: 'does not wait longer the second time',
    did: called(1_000, 979),
    outcome: 'fail',
    found: tooLittle,
  },
  {
    that: 'waits for half as long as it is told, a little more now and then',
    did: called(490, 989),
    ...{ outcome: 'fail', found: tooLittle },
    because: 'the 2 waits of a call came to 1.48s together; at least 1.5s is asked for',
  },
  { that: 'waits that little more both times', did: called(490, 990), outcome: 'pass', samples: 2 },
  {
    that: 'waits too little by so much in one call, and in the other by less',
    did: { calls: [spaced(bad, [490, 990]), spaced(bad, [500, 970, 2_500], {}, 50_000)] },
    ...{ outcome: 'fail', found: tooLittle },
  },
  {
    that: 'waits a quarter of a second longer than it needs',
    did: called(1_750),
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'waits longer than that',
    did: called(1_751),
    outcome: 'pass',
    found: ['advice wrong waited-long'],
  },
  {
    that: 'waits up to the cap and no longer, by either reading of the cap',
    did: called(1_500, 3_000, 6_000, 12_000, 24_000, 15_000, 45_000),
    ...{ outcome: 'pass', samples: 7 },
  },
  {
    that: 'waits less than half of the cap',
    did: called(1_500, 3_000, 6_000, 12_000, 24_000, 14_979),
    ...{ outcome: 'fail', found: tooLittle },
  },
  {
    that: 'begins anew with another model',
    did: {
      calls: [
        chain(
          spaced(bad, [1_000, 2_000], bad),
          spaced({ ...bad, entry: peer }, [500], { entry: peer }, 3_010),
        ),
      ],
    },
    ...{ outcome: 'pass', samples: 3 },
  },
  {
    that: 'asks another model at once',
    did: {
      calls: [
        [
          { at: 0, ...bad },
          { at: 5, entry: peer },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0, because: /^no retry had to choose its wait$/ },
  },
  {
    that: 'asks two models in turn without a wait',
    did: { calls: [inTurn(50, 'a-model', 'a-peer', 'a-model', 'a-peer')] },
    ...{ outcome: 'fail', samples: 2, found: ['error wrong waited-too-little 2x'] },
    because: /came back to a-model 101ms after 503 .*; as after other errors, return 1 is to last from 500ms/,
  },
  {
    that: 'asks two models in turn and waits behind each round',
    did: {
      calls: [
        [
          ...inTurn(5, 'a-model', 'a-peer'),
          ...inTurn(5, 'a-model', 'a-peer').map((told) => ({ ...told, at: told.at + 1_000 })),
          ...inTurn(5, 'a-model', 'a-peer').map((told) => ({ ...told, at: told.at + 3_000 })),
        ],
      ],
    },
    ...{ outcome: 'pass', samples: 4 },
  },
  {
    that: 'asks two models in turn, and waits no longer the second time',
    did: { calls: [inTurn(300, 'a-model', 'a-peer', 'a-model', 'a-peer', 'a-model')] },
    ...{ outcome: 'fail', samples: 3, found: tooLittle },
    because: 'return 2 is to last from 1s',
  },
  {
    that: 'comes back to a model late, after others were asked',
    did: { calls: [[...inTurn(5, 'a-model', 'a-peer'), { at: 9_000 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks several peers, each once',
    did: { calls: [inTurn(5, 'a-model', 'a-peer', 'another-peer', 'a-third')] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'asks again at once, as a wait of zero lets it once',
    did: { calls: [[zero(0), { at: 10 }]] },
    ...{ outcome: 'pass', found: ['advice wrong waited-too-little'] },
  },
  {
    that: 'asks again at once each time that it is told a wait of zero',
    did: { calls: [[zero(0), zero(110), zero(220), { at: 330 }]] },
    ...{ outcome: 'fail', samples: 3, found: ['error wrong waited-too-little 3x'] },
  },
  {
    that: 'asks again at once each time that it is told a date in the past',
    did: { calls: [[zero(0, past), zero(110, past), { at: 220 }]] },
    ...{ outcome: 'fail', samples: 2, found: ['error wrong waited-too-little 2x'] },
  },
  {
    that: 'chooses its own wait where it is told one of zero, or takes that once and goes by its own then',
    did: { calls: [zeros(0, 1_000, 3_000), zeros(9_000, 9_030, 9_900)] },
    ...{ outcome: 'pass', samples: 4, found: ['advice wrong waited-too-little'] },
  },
  {
    that: 'is told a wait, and counts none of its own for it',
    did: { calls: [[{ at: 0, error: 'rate-limited', retryAfter: 5 }, { at: 5_000, ...bad }, { at: 5_501 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'is limited without being told a wait',
    did: { calls: [[{ at: 0, error: 'rate-limited' }, { at: 10 }]] },
    ...{ outcome: 'fail', found: tooLittle },
  },
  {
    that: 'asks again at once after a conflict, for which no wait is asked',
    did: { calls: [[{ at: 0, error: 'conflict' }, { at: 10 }]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'comes again at once after a connection that broke, of which nothing is said',
    did: { calls: [[{ at: 0, status: null, ending: 'severed', faults: ['disconnect'] }, { at: 10 }]] },
    ...{ outcome: 'pass', found: ['advice wrong waited-too-little'] },
  },
  {
    that: 'waits after it has left by itself, for as long as it is told',
    did: {
      calls: [[{ at: 0, took: 9_000, status: null, ending: 'client-left', faults: ['hang'] }, { at: 9_480 }]],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'sends again what stays as it is, which is for others to judge',
    did: { calls: [[{ at: 0, error: 'invalid-api-key' }, { at: 1 }]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'is held to other figures',
    params: { first: '100ms' },
    did: called(50, 100),
    outcome: 'pass',
    samples: 2,
  },
  { that: 'breaks them', params: { first: '100ms' }, did: called(29), outcome: 'fail', found: tooLittle },
  {
    that: 'is held to a narrower band',
    params: { jitter: 0.1 },
    did: called(879),
    outcome: 'fail',
    found: tooLittle,
  },
  {
    that: 'keeps to the narrower band',
    params: { jitter: 0.1 },
    did: called(880),
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'is held to another factor',
    params: { factor: 1 },
    did: called(500, 480),
    outcome: 'pass',
    samples: 2,
  },
  {
    that: 'is held to a lower cap',
    params: { cap: '1s' },
    did: called(500, 500, 500),
    outcome: 'pass',
    samples: 3,
  },
  {
    ...{
      that: 'is held to figures where its platform gives none',
      platform: 'deeptoken',
      params: { jitter: 0.5 },
    },
    did: { calls: [spaced(platformError, [479])] },
    ...{ outcome: 'fail', found: tooLittle },
  },
  {
    ...{
      that: 'keeps to usual figures where its platform gives none',
      platform: 'deeptoken',
      params: { factor: 2 },
    },
    did: { calls: [spaced(platformError, [480, 1_000, 2_000, 4_000, 8_000, 15_000])] },
    ...{ outcome: 'pass', samples: 6 },
  },
  {
    ...{ that: 'waits as long as usual figures let it', platform: 'deeptoken', params: { factor: 2 } },
    did: { calls: [spaced(platformError, [1_750, 3_250, 6_250, 12_250, 24_250, 45_250])] },
    ...{ outcome: 'pass', samples: 6 },
  },
  {
    ...{ that: 'doubles its waits, as is usual', platform: 'deeptoken', params: { jitter: 0.5 } },
    did: { calls: [spaced(platformError, [500, 1_000, 6_250])] },
    ...{ outcome: 'pass', samples: 3 },
  },
  {
    ...{ that: 'waits longer than the usual cap', platform: 'deeptoken', params: { factor: 2 } },
    did: { calls: [spaced(platformError, [1_000, 2_000, 4_000, 8_000, 16_000, 45_251])] },
    ...{ outcome: 'pass', found: ['advice wrong waited-long'] },
  },
  {
    that: 'does not wait in twelve calls, of which ten attempts are shown',
    ...deeptoken(...Array.from({ length: 12 }, () => [2])),
    ...{ outcome: 'fail', found: tooLittle, evidence: [[101, 102, 202, 302, 402, 502, 602, 702, 802, 902]] },
  },
  {
    that: 'does not wait at all, without figures, four times',
    ...deeptoken([2, 3, 4, 2]),
    ...{ outcome: 'fail', samples: 4, found: tooLittle, because: 'none of 4 waits was longer than 4ms' },
  },
  {
    that: 'does not wait at all in two calls, without figures',
    ...deeptoken([2, 2], [2, 2]),
    ...{ outcome: 'fail', samples: 4, found: tooLittle },
  },
  {
    that: 'waits so little that one honest client in two thousand does',
    ...deeptoken([3, 3, 5]),
    outcome: 'fail',
    found: tooLittle,
  },
  {
    that: 'waits a little more',
    ...deeptoken([3, 4, 4]),
    ...{ outcome: 'inconclusive', samples: 3, because: few },
  },
  {
    that: 'does not wait for a millisecond, twice, and then not for long',
    ...deeptoken([0, 0, 45]),
    ...{ outcome: 'fail', found: tooLittle, because: 'none of 3 waits was longer than 45ms' },
  },
  {
    that: 'does not wait twice, which may be luck',
    ...deeptoken([2, 3]),
    ...{ outcome: 'inconclusive', samples: 2, because: few },
  },
  {
    that: 'draws short waits, as full jitter does now and then',
    ...deeptoken([30, 150, 12, 800]),
    ...{ outcome: 'pass', samples: 4 },
  },
  { that: 'waits once, which shows no growth', ...deeptoken([5_000]), outcome: 'inconclusive', because: few },
  { that: 'waits once in each call', ...deeptoken([500], [700]), outcome: 'inconclusive', because: few },
  {
    that: 'waits for the same time in one call, and once in another',
    ...deeptoken([1_000, 1_000, 1_000, 1_000], [500]),
    ...{ outcome: 'fail', found: notGrowing },
  },
  {
    that: 'waits twice in one call and once in another',
    ...deeptoken([500, 900], [700]),
    ...{ outcome: 'pass', samples: 3 },
  },
  {
    that: 'waits too little in all, once after a connection that broke',
    did: {
      calls: [
        [
          { at: 0, status: null, ending: 'severed', faults: ['disconnect'] },
          { at: 491, ...bad },
          { at: 1_477 },
        ],
      ],
    },
    ...{ outcome: 'pass', found: ['advice wrong waited-too-little'] },
  },
  { that: 'waits twice, long enough', ...deeptoken([100, 20]), outcome: 'pass', samples: 2 },
  { that: 'waits twice, a little less', ...deeptoken([99, 199]), outcome: 'inconclusive', because: few },
  {
    that: 'reaches the least cap',
    ...deeptoken([50, 80, 300, 600, 999]),
    outcome: 'inconclusive',
    because: few,
  },
  { that: 'waits for the least cap', ...deeptoken([50, 80, 300, 600, 1_000]), outcome: 'pass' },
  {
    that: 'waits for the same time again and again',
    ...deeptoken([1_000, 1_010, 990, 1_000, 5_000]),
    ...{ outcome: 'fail', found: notGrowing, because: 'the waits of a call were 1s, 1.01s, 990ms, 1s' },
  },
  {
    that: 'waits for nearly the same time',
    ...deeptoken([1_000, 1_100, 1_000, 1_050]),
    outcome: 'fail',
    found: notGrowing,
  },
  {
    that: 'waits for times that differ by more',
    ...deeptoken([1_000, 1_101, 1_000, 1_050]),
    outcome: 'pass',
  },
  { that: 'waits for the same time three times', ...deeptoken([1_000, 1_000, 1_000]), outcome: 'pass' },
  {
    that: 'waits for the same time in four calls, of which none waited often',
    ...deeptoken([121, 124, 130], [120, 126, 122], [120, 121, 123], [125, 131, 190]),
    ...{ outcome: 'fail', samples: 12, found: notGrowing },
    because: '11 waits lasted 120ms to 131ms, whether first or later ones of their calls',
  },
  {
    that: 'waits for nearly the same time in three calls, twice in each',
    ...deeptoken([500, 575], [505, 500], [510, 503]),
    ...{ outcome: 'fail', found: notGrowing },
  },
  {
    that: 'waits for times that one honest client in two thousand may draw',
    ...deeptoken([500, 590], [505, 500], [510, 503]),
    outcome: 'pass',
  },
  {
    that: 'waits for the same time in two calls, twice in each, which may be luck',
    ...deeptoken([500, 505], [505, 500]),
    outcome: 'pass',
  },
  {
    that: 'waits for the same first and the same second time in each call',
    ...deeptoken([500, 1_000], [505, 1_005], [510, 1_003], [505, 1_001]),
    outcome: 'pass',
  },
  {
    that: 'waits for the same time in one call and grows in another',
    ...deeptoken([1_000, 1_000, 1_000, 1_000], [1_000, 2_000, 4_000, 8_000]),
    outcome: 'pass',
  },
];

export const params = {
  takes: [{}, { first: '1s', factor: 1, jitter: 0, cap: '30s' }, { jitter: 1 }],
  refuses: [
    { factor: 0.99 },
    { jitter: -0.01 },
    { jitter: 1.01 },
    { first: 5 },
    { cap: 'long' },
    { times: 3 },
  ],
};
