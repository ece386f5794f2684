import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

type Call = readonly Told[];

const killed = { code: null, stopped: 'time', output: 'nothing' } as const;

/** A call that began then, met an error, and asked again so long afterwards; `null`: it did not. */
function asked(at: number, waited: number | null, more: Partial<Told> = {}): Call {
  const first: Told = { at, error: 'rate-limited', ...more };
  return waited === null ? [first] : [first, { at: at + 1 + waited }];
}

const plain = asked;
const reworded = (at: number, waited: number | null, more: Partial<Told> = {}) =>
  asked(at, waited, { reworded: true, ...more });

/** So many of each, in turn. */
function inTurn(
  count: number,
  plainWait: (n: number) => number,
  rewordedWait: (n: number) => number,
): Call[] {
  return Array.from({ length: count }, (_, n) => [
    plain(n * 60_000, plainWait(n)),
    reworded(n * 60_000 + 30_000, rewordedWait(n)),
  ]).flat();
}

const follows = ['error wrong behaviour-follows-text'];

export const rows: readonly Row[] = [
  {
    that: 'asks again whatever the message says',
    did: {
      calls: inTurn(
        2,
        () => 1_000,
        () => 9_000,
      ),
    },
    outcome: 'pass',
    samples: 4,
    because: '4 errors, answered alike whatever the message said',
  },
  {
    that: 'never asks again',
    did: { calls: [plain(0, null), reworded(1, null), plain(2, null), reworded(3, null)] },
    outcome: 'pass',
    samples: 4,
  },
  {
    that: 'asks again only where it knows the words',
    did: { calls: [plain(0, 1_000), reworded(5_000, null), plain(10_000, 1_000), reworded(15_000, null)] },
    outcome: 'fail',
    samples: 4,
    because:
      'whether it asks again depends on the message of rate-limited, seen on 2 answers as documented and 2',
    found: follows,
    evidence: [[201]],
  },
  {
    that: 'asks again only where it does not know the words',
    did: { calls: [plain(0, null), reworded(5_000, 1_000), plain(10_000, null), reworded(15_000, 1_000)] },
    outcome: 'fail',
    found: follows,
  },
  {
    that: 'asks again by chance',
    did: { calls: [plain(0, 1_000), reworded(5_000, null), plain(10_000, null), reworded(15_000, null)] },
    outcome: 'pass',
  },
  {
    that: 'asks again by chance, where it does not know the words',
    did: { calls: [plain(0, null), reworded(5_000, 1_000), plain(10_000, null), reworded(15_000, null)] },
    outcome: 'pass',
  },
  {
    that: 'has used up its retries by the time of the other words',
    did: { calls: [plain(0, 1_000), plain(5_000, 1_000), reworded(10_000, null), reworded(15_000, null)] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no error came twice as documented and, in turn, twice reworded',
  },
  {
    that: 'asks all at the same time',
    did: { calls: [plain(0, 1_000), plain(0, 1_000), reworded(0, null), reworded(0, null)] },
    outcome: 'fail',
    found: follows,
  },
  {
    that: 'meets too few of the one kind',
    did: { calls: [plain(0, 1_000), reworded(5_000, null), plain(10_000, 1_000)] },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'meets too few of the other kind',
    did: { calls: [reworded(0, 1_000), plain(5_000, null), reworded(10_000, 1_000)] },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'meets other errors, waits, models and places of a call',
    did: {
      calls: [
        ...inTurn(
          1,
          () => 1_000,
          () => 1_000,
        ),
        plain(120_000, null, { error: 'bad-gateway' }),
        reworded(130_000, null, { error: 'no-healthy-upstream' }),
        plain(140_000, null, { retryAfter: 3 }),
        reworded(150_000, null, { retryAfter: 4 }),
        plain(160_000, null, { entry: { model: 'another' } }),
        reworded(170_000, null, { entry: { stream: true } }),
        [{ at: 180_000, error: 'bad-gateway' }, plain(190_000, null)[0] as Told],
      ],
    },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'asks again where it is told a wait that it likes',
    did: {
      calls: [
        plain(0, 1_000, { retryAfter: 3 }),
        reworded(5_000, null, { retryAfter: 4 }),
        plain(10_000, 1_000, { retryAfter: 3 }),
        reworded(15_000, null, { retryAfter: 4 }),
      ],
    },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'waits for dates, which are never equal',
    did: {
      calls: [0, 1, 2, 3].map((n) => {
        const date = new Date(1_772_366_400_000 + n * 10_000 + 3_000).toUTCString();
        return asked(n * 10_000, n % 2 === 0 ? 3_000 : null, {
          retryAfter: date,
          ...(n % 2 === 0 ? {} : { reworded: true }),
        });
      }),
    },
    outcome: 'fail',
    samples: 4,
    found: follows,
  },
  {
    that: 'always waits longer where it knows the words',
    did: {
      calls: inTurn(
        8,
        (n) => 2_250 + n,
        (n) => 2_000 - n,
      ),
    },
    outcome: 'fail',
    samples: 16,
    because: 'how long it waits depends on the message of rate-limited',
    found: follows,
  },
  {
    that: 'always waits shorter where it knows the words',
    did: {
      calls: inTurn(
        8,
        (n) => 2_000 - n,
        (n) => 2_250 + n,
      ),
    },
    outcome: 'fail',
    found: follows,
  },
  {
    that: 'waits longer by less than timers are late',
    did: {
      calls: inTurn(
        8,
        (n) => 2_249 + n,
        (n) => 2_000 - n,
      ),
    },
    outcome: 'pass',
    samples: 16,
  },
  {
    that: 'waits longer but for one time',
    did: {
      calls: inTurn(
        8,
        (n) => (n === 5 ? 1_000 : 9_000),
        () => 2_000,
      ),
    },
    outcome: 'pass',
  },
  {
    that: 'waits longer, seven times of each',
    did: {
      calls: inTurn(
        7,
        () => 9_000,
        () => 2_000,
      ),
    },
    outcome: 'pass',
    samples: 14,
  },
  {
    that: 'waits longer, eight times of the one kind and seven of the other',
    did: {
      calls: [
        ...inTurn(
          7,
          () => 9_000,
          () => 2_000,
        ),
        plain(900_000, 9_000),
      ],
    },
    outcome: 'pass',
    samples: 15,
  },
  {
    that: 'waits longer, seven times of the one kind and eight of the other',
    did: {
      calls: [
        ...inTurn(
          7,
          () => 9_000,
          () => 2_000,
        ),
        reworded(900_000, 2_000),
      ],
    },
    outcome: 'pass',
    samples: 15,
  },
  {
    that: 'was stopped before it could ask again',
    did: {
      calls: [plain(0, 1_000), reworded(500, 1_000), plain(10_000, 1_000), reworded(20_000, null)],
      command: killed,
    },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'cannot be told from its neighbours',
    did: {
      calls: [0, 1, 2, 3].map((n) => {
        const made = n % 2 === 0 ? plain : reworded;
        return made(n * 10_000, n % 2 === 0 ? 3_000 : null, { entry: { certainty: 'unclear' } });
      }),
    },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'meets errors that no catalogue knows',
    did: {
      calls: [0, 1, 2, 3].map((n) => [{ at: n, status: 503, ...(n % 2 === 0 ? {} : { reworded: true }) }]),
    },
    outcome: 'inconclusive',
    samples: 0,
  },
];
