import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
/** So many calls: the nth fails at `fails(n)`, ends a millisecond later, and comes back after `waits(n)`. */
const calls = (count: number, fails: (n: number) => number, waits: (n: number) => number) => ({
  calls: range(count).map((n) => spaced(bad, [waits(n)], {}, fails(n))),
});
const together = ['warning wrong came-back-together'];
const few = 'needs 10 calls that fail at about the same time; had';

export const rows: readonly Row[] = [
  {
    that: 'comes back with all its calls at once',
    did: calls(
      10,
      () => 0,
      (n) => 1_000 + n,
    ),
    ...{ outcome: 'fail', samples: 10, found: together, because: '10 calls came back within 50ms' },
  },
  {
    that: 'comes back spread out',
    did: calls(
      10,
      () => 0,
      (n) => 500 + 100 * n,
    ),
    ...{ outcome: 'pass', samples: 10, because: '10 calls came back spread out' },
  },
  {
    that: 'comes back at once with nine calls',
    did: calls(
      9,
      () => 0,
      () => 1_000,
    ),
    outcome: 'inconclusive',
    samples: 9,
    because: few,
  },
  {
    that: 'comes back within a twentieth of the wait',
    did: calls(
      10,
      () => 0,
      (n) => 1_000 + (n === 9 ? 50 : 0),
    ),
    outcome: 'fail',
    found: together,
    because: '10 calls came back within 50ms',
  },
  {
    that: 'comes back within a little more',
    did: calls(
      10,
      () => 0,
      (n) => 1_000 + (n === 9 ? 51 : 0),
    ),
    outcome: 'pass',
  },
  {
    that: 'comes back within a tenth of a second',
    did: calls(
      10,
      () => 0,
      (n) => 4_000 + (n === 9 ? 100 : 0),
    ),
    outcome: 'fail',
    found: together,
  },
  {
    that: 'comes back within more, of a long wait',
    did: calls(
      10,
      () => 0,
      (n) => 4_000 + (n === 9 ? 101 : 0),
    ),
    outcome: 'pass',
  },
  {
    that: 'comes back at once after a short wait',
    did: calls(
      10,
      () => 0,
      (n) => 100 + (n === 9 ? 20 : 0),
    ),
    outcome: 'fail',
    found: together,
  },
  {
    that: 'comes back within more, of a short wait',
    did: calls(
      10,
      () => 0,
      (n) => 100 + (n === 9 ? 21 : 0),
    ),
    outcome: 'pass',
  },
  {
    that: 'comes back at once although its calls failed one after the other',
    did: calls(
      10,
      (n) => 50 * n,
      (n) => 2_000 - 50 * n,
    ),
    ...{ outcome: 'fail', found: together },
  },
  {
    that: 'comes back with most of its calls at once',
    did: calls(
      20,
      () => 0,
      (n) => (n < 18 ? 1_000 : 1_200),
    ),
    ...{ outcome: 'fail', samples: 20, found: together },
  },
  {
    that: 'comes back with 26 of 30 calls at once',
    did: calls(
      30,
      () => 0,
      (n) => (n < 26 ? 1_000 : 1_200),
    ),
    outcome: 'pass',
  },
  {
    that: 'comes back with fewer of them at once',
    did: calls(
      20,
      () => 0,
      (n) => (n < 17 ? 1_000 : 1_200),
    ),
    outcome: 'pass',
  },
  {
    that: 'came back with others before',
    did: calls(
      20,
      () => 0,
      (n) => (n < 17 ? 1_000 : 800),
    ),
    outcome: 'pass',
  },
  {
    that: 'comes back at once with twelve calls, of which ten are shown',
    did: calls(
      12,
      () => 0,
      () => 1_000,
    ),
    ...{ outcome: 'fail', found: together, evidence: [[102, 202, 302, 402, 502, 602, 702, 802, 902, 1_002]] },
  },
  {
    // The wait is 1 s: what comes as much before or after is near, what comes a millisecond further is not.
    that: 'comes back at once, and with two more calls a wait before and after',
    did: calls(
      12,
      (n) => [0, 2_050][n - 10] ?? 1_000,
      () => 1_000,
    ),
    ...{ outcome: 'pass', samples: 12 },
  },
  {
    that: 'comes back at once, and with two more calls further away',
    did: calls(
      12,
      (n) => [-1, 2_051][n - 10] ?? 1_000,
      () => 1_000,
    ),
    ...{ outcome: 'fail', found: together },
  },
  {
    that: 'comes back at once, and long before and after with other calls',
    did: calls(
      30,
      (n) => Math.floor(n / 10) * 60_000,
      (n) => (n >= 10 && n < 20 ? 1_000 : 500 + 100 * (n % 10)),
    ),
    ...{ outcome: 'fail', found: together, because: '10 calls came back within 50ms' },
  },
  {
    that: 'comes back with calls that failed one after the other',
    did: calls(
      20,
      (n) => 1_000 * n,
      () => 1_000,
    ),
    ...{ outcome: 'inconclusive', samples: 20 },
    because: 'had 20 calls that came again, and fewer than that at a time',
  },
  {
    that: 'fails with ten calls within a wait, and comes back spread out',
    did: calls(
      10,
      (n) => (n === 9 ? 1_000 : 0),
      () => 1_000,
    ),
    ...{ outcome: 'pass', samples: 10 },
  },
  {
    that: 'fails with ten calls within more than a wait',
    did: calls(
      10,
      (n) => (n === 9 ? 1_001 : 0),
      () => 1_000,
    ),
    outcome: 'inconclusive',
  },
  {
    that: 'comes back when it is told to',
    did: { calls: range(10).map(() => spaced({ error: 'rate-limited', retryAfter: 5 }, [5_000])) },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
];

/** Why no shipped scenario and no platform's contract asks for it. */
export const notAskedFor = 'proof needs many clients at once, and a command is one';
