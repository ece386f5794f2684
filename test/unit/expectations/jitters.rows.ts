import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
/** One call for each first wait, a minute apart. */
const waited = (...ms: readonly number[]) => ({
  calls: ms.map((gap, index) => spaced(bad, [gap, 2_000], {}, index * 60_000)),
});

const alike = ['error wrong waits-alike'];

export const rows: readonly Row[] = [
  {
    that: 'waits for the same time in four calls',
    did: waited(2_002, 2_004, 2_003, 2_001),
    ...{ outcome: 'fail', samples: 4, found: alike },
    because: 'the first waits of 4 calls lie between 2.001s and 2.004s',
  },
  {
    that: 'waits for the same time in three calls',
    did: waited(2_002, 2_004, 2_003),
    ...{ outcome: 'inconclusive', samples: 3 },
    because: 'needs 4 calls that choose their wait, had 3: drill --repeat 20',
  },
  {
    that: 'waits for nearly the same time',
    did: waited(1_000, 1_000, 1_013, 1_000),
    outcome: 'fail',
    found: alike,
  },
  {
    that: 'waits for times that one honest client in 2,010 has',
    did: waited(1_100, 1_100, 1_115, 1_100),
    ...{ outcome: 'fail', found: alike },
  },
  {
    that: 'waits for times that differ by a little more, which a machine does as well',
    did: waited(1_000, 1_000, 1_014, 1_000),
    ...{ outcome: 'inconclusive', samples: 4 },
    because:
      'the first waits of 4 calls lie between 1s and 1.014s, and a machine does as much: drill --repeat 20',
  },
  {
    that: 'waits for times that differ by 72 ms',
    did: waited(1_000, 1_000, 1_072, 1_000),
    outcome: 'inconclusive',
  },
  {
    that: 'waits for times that differ by 73 ms',
    did: waited(1_000, 1_000, 1_073, 1_000),
    ...{ outcome: 'pass', samples: 4, because: 'the first waits of 4 calls lie between 1s and 1.073s' },
  },
  {
    that: 'waits for nearly the same time in six calls',
    did: waited(1_000, 1_000, 1_000, 1_000, 1_000, 1_044),
    ...{ outcome: 'fail', found: alike },
  },
  {
    that: 'waits for times that differ by a little more in six calls',
    did: waited(1_000, 1_000, 1_000, 1_000, 1_000, 1_045),
    outcome: 'inconclusive',
  },
  {
    that: 'was slow once in eight calls',
    did: waited(3_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_048, 1_000),
    ...{ outcome: 'fail', samples: 8, found: alike },
  },
  {
    that: 'was slow once in eight calls, and waits for times that differ by a little more',
    did: waited(3_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_049, 1_000),
    ...{ outcome: 'inconclusive', samples: 8 },
  },
  {
    that: 'was slow once in seven calls',
    did: waited(3_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000),
    outcome: 'pass',
  },
  {
    that: 'varies its waits by 25 %',
    did: waited(380, 497, 425, 455, 391),
    ...{ outcome: 'pass', samples: 5 },
  },
  {
    that: 'waits for the same time in twelve calls, of which ten are shown',
    did: waited(...Array.from({ length: 12 }, () => 1_000)),
    ...{ outcome: 'fail', samples: 12, found: alike },
    evidence: [[102, 202, 302, 402, 502, 602, 702, 802, 902, 1_002]],
  },
  { that: 'hardly waits', did: waited(49, 49, 49, 49), outcome: 'inconclusive', samples: 0 },
  {
    that: 'hardly waits, and always as long',
    did: waited(50, 50, 50, 50),
    outcome: 'inconclusive',
    samples: 4,
  },
  {
    that: 'waits for the same time after each other failure of a call, and for different ones at first',
    did: {
      calls: [400, 700, 1_300, 900].map((gap, index) => spaced(bad, [gap, 2_000, 2_000], {}, index * 60_000)),
    },
    ...{ outcome: 'pass', samples: 4 },
  },
  {
    that: 'waits as long as it is told',
    did: {
      calls: [0, 1, 2, 3].map((index) =>
        spaced({ error: 'rate-limited', retryAfter: 5 }, [5_000], {}, index * 60_000),
      ),
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'makes calls that cannot be told apart',
    did: {
      calls: [0, 1, 2, 3].map((index) =>
        spaced({ ...bad, entry: { certainty: 'unclear' } }, [1_000], {}, index),
      ),
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'makes calls that meet nothing',
    did: { calls: [[{ at: 0 }], [{ at: 1 }]] },
    outcome: 'inconclusive',
    samples: 0,
  },
];
