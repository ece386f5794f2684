import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const killed = { code: null, stopped: 'time', output: 'nothing' } as const;

/** A silence as it was planned, and as it was. */
function silent(plannedMs: number, actualMs: number, more: Partial<Told> = {}): Told {
  const pauses = [{ kind: 'hang', plannedMs, actualMs }] as const;
  return { at: 0, took: actualMs, status: null, pauses, faults: ['hang'], ending: 'hung', ...more };
}

const left = { ending: 'client-left' } as const;

export const rows: readonly Row[] = [
  {
    that: 'leaves before the head, within the answer and in the handshake',
    did: { calls: [[silent(30_000, 5_000, left)], [silent(30_000, 6_000, { ...left, status: 200 })]] },
    openings: [{ stallMs: 30_000, tookMs: 10_000, played: 'stall, flight: none' }],
    outcome: 'pass',
    samples: 3,
    because: 'it left 3 silences by itself',
  },
  {
    that: 'leaves after ten minutes, where nobody said how soon it has to',
    did: { calls: [[silent(900_000, 600_000, left)]] },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'leaves as late as it may',
    did: { calls: [[silent(900_000, 20_000, left)]] },
    params: { within: '20s' },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'leaves later than it may',
    did: { calls: [[silent(900_000, 20_001, left)]] },
    params: { within: '20s' },
    outcome: 'fail',
    samples: 2,
    because: 'it waited in silence before the head for 20s; then it left',
    found: ['error wrong sat-through-silence'],
  },
  {
    that: 'sits through 30 s before the head',
    did: { calls: [[silent(30_000, 30_000)]] },
    outcome: 'fail',
    samples: 1,
    because: 'it waited in silence before the head for 30s; the gateway ended it',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'sits through 30 s that the timer cut by some milliseconds',
    did: { calls: [[silent(30_000, 29_995)]] },
    outcome: 'fail',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'sits through a silence that is a moment too short to tell',
    did: { calls: [[silent(29_994, 29_994)]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no silence lasted for 30s, and the client left none',
  },
  {
    that: 'sits through as much as it may not',
    did: { calls: [[silent(4_000, 4_000)]] },
    params: { within: '4s' },
    outcome: 'fail',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'sits through less than it may',
    did: { calls: [[silent(3_000, 3_000)]] },
    params: { within: '4s' },
    outcome: 'inconclusive',
    because: 'no silence lasted for 4s, and the client left none',
  },
  {
    that: 'sits through a handshake that the timer cut by some milliseconds',
    did: { calls: [] },
    openings: [{ stallMs: 30_000, tookMs: 29_995 }],
    outcome: 'fail',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'leaves a handshake some milliseconds earlier than that',
    did: { calls: [] },
    openings: [{ stallMs: 30_000, tookMs: 29_994 }],
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'sits through a stream that goes on afterwards, twice, and through a handshake',
    did: {
      calls: [
        [silent(30_000, 30_000, { status: 200, ending: 'complete' })],
        [silent(30_000, 31_000, { status: 200, ...left })],
      ],
    },
    openings: [{ stallMs: 30_000, tookMs: 30_001 }],
    outcome: 'fail',
    samples: 3,
    found: ['error absent sat-through-silence', 'error absent sat-through-silence 2x'],
    because: 'in the handshake',
  },
  {
    that: 'waits for the head of an answer that is late',
    did: { calls: [[silent(40_000, 40_000, { status: 200, headAt: 40_000, ending: 'complete' })]] },
    outcome: 'fail',
    because: 'it waited in silence before the head for 40s; the gateway ended it',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'waits within an answer',
    did: { calls: [[silent(40_000, 40_000, { status: 200, headAt: 39_999, ending: 'complete' })]] },
    outcome: 'fail',
    because: 'it waited in silence within the answer for 40s; the gateway ended it',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'was stopped in a long silence',
    did: { calls: [[silent(900_000, 119_000, left)]], command: killed },
    outcome: 'fail',
    because: 'for 1m59s; it was stopped',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'was stopped in a long handshake',
    did: { calls: [], command: killed },
    openings: [{ stallMs: 900_000, tookMs: 119_000 }],
    outcome: 'fail',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'was stopped in a silence, of 10 s so far',
    did: { calls: [[{ at: 0 }], [silent(900_000, 10_000, { ...left, at: 5 })]], command: killed },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'was stopped after it had left by itself and gone on',
    did: { calls: [[silent(900_000, 10_000, left), { at: 10_001 }]], command: killed },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'was stopped after it had left a request and begun another handshake',
    did: { calls: [[silent(900_000, 10_000, left)]], command: killed },
    openings: [{ at: 10_001 }],
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'waited until the gateway was stopped',
    did: { calls: [[silent(900_000, 40_000, { ending: 'drained' })]] },
    outcome: 'fail',
    found: ['error absent sat-through-silence'],
  },
  {
    that: 'left in a pause between two words',
    did: { calls: [[silent(999, 20, { ...left, status: 200 })]] },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'left a silence of a second',
    did: { calls: [[silent(1_000, 994, { ...left, status: 200 })]] },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'left as a silence of a second was over',
    did: { calls: [[silent(1_000, 995, { ...left, status: 200 })]] },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'met no silence',
    did: { calls: [[{ at: 0, took: 60_000 }]] },
    openings: [{ tookMs: 60_000 }],
    outcome: 'inconclusive',
    samples: 0,
  },
];
