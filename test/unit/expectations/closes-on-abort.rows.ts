import type { RequestEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const named: Partial<RequestEntry> = { signals: ['x-badgateway-call'] };
const keyed: Partial<RequestEntry> = { idempotencyKey: '0a1b2c3d' };

/** Open from 0 for so long, and then left. */
function left(took: number, more: Partial<Told> = {}): Told {
  return { at: 0, took, status: null, ending: 'client-left', faults: ['hang'], ...more };
}

/** What the application said of the call, so many milliseconds after the beginning. */
const nobody = { code: null, stopped: 'time', output: 'nothing' } as const;

export const rows: readonly Row[] = [
  {
    that: 'closes what it has given up, and asks again',
    did: { calls: [[left(4_000), left(3_000, { at: 5_000 }), { at: 9_000, took: 9_000 }]] },
    outcome: 'pass',
    samples: 2,
    because: 'it closed 2 connections that it had given up',
  },
  {
    that: 'closes in the middle of an answer',
    did: { calls: [[left(4_000, { status: 200 })]] },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'sends the same key again while the first answer is open',
    did: { calls: [[left(6_000, { entry: keyed })], [{ at: 4_000, entry: keyed }]] },
    outcome: 'fail',
    samples: 1,
    because:
      'attempt 1 stayed open for 6s; a later request with its Idempotency-Key was answered long before',
    found: ['error wrong left-it-open'],
    evidence: [[101]],
  },
  {
    that: 'leaves one open just long enough to tell, after a copy that it sent at once',
    did: {
      calls: [[{ at: 0, took: 6_000, entry: keyed }], [{ at: 1, took: 4_998, entry: keyed }]],
    },
    outcome: 'fail',
    samples: 1,
    found: ['error wrong left-it-open'],
    evidence: [[101]],
  },
  {
    that: 'hedges: closes the slower one a moment after the answer of its copy',
    did: {
      calls: [
        [left(6_000, { entry: keyed })],
        [{ at: 4_000, took: 1_000, entry: keyed }],
        [{ at: 100_000, took: 6_000, entry: keyed }],
        [{ at: 100_300, took: 5_700, entry: keyed }],
      ],
    },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'sends a copy that fails as well, and waits for the first one',
    did: { calls: [[{ at: 0, took: 6_000, entry: keyed }], [{ at: 300, status: 503, entry: keyed }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no answer was given up',
  },
  {
    that: 'uses one key for requests that differ',
    did: {
      calls: [
        [left(6_000, { entry: keyed })],
        [{ at: 4_000, entry: { ...keyed, bodyBytes: 99 } }],
        [{ at: 4_000, entry: { ...keyed, url: '/v1/embeddings' } }],
        [{ at: 4_000, entry: { ...keyed, method: 'PUT' } }],
        [{ at: 4_000, entry: { ...keyed, model: 'another' } }],
        [{ at: 4_000, entry: { ...keyed, client: 'node' } }],
      ],
    },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'sends an equal request without a key in the meantime',
    did: { calls: [[left(6_000)], [{ at: 4_000 }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'equal requests overlapped',
  },
  {
    that: 'sends an equal request with another key in the meantime',
    did: { calls: [[left(6_000, { entry: keyed })], [{ at: 4_000, entry: { idempotencyKey: 'ffffffff' } }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'equal requests overlapped',
  },
  {
    that: 'says that its call failed, and leaves it open',
    did: { calls: [[left(6_000, { entry: named })]], outcomes: { 1: 'error' }, outcomeAt: 4_999 },
    outcome: 'fail',
    samples: 1,
    because: 'stayed open for 6s; the application had said that the call failed',
    found: ['error wrong left-it-open'],
  },
  {
    that: 'says that its call failed, and closes it a moment later',
    did: { calls: [[left(6_000, { entry: named })]], outcomes: { 1: 'error' }, outcomeAt: 5_000 },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'has its text and says so before the answer is over',
    did: { calls: [[{ at: 0, took: 6_000, entry: named }]], outcomes: { 1: 'success' }, outcomeAt: 10 },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'says that some call failed',
    did: { calls: [[left(6_000)]], outcomes: { 1: 'error' }, outcomeAt: 10 },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'says that a call failed whose first attempt was over late',
    did: {
      calls: [[left(6_000, { entry: named }), { at: 6_001, took: 10, entry: named }]],
      outcomes: { 1: 'error' },
      outcomeAt: 5_500,
    },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'was stopped',
    did: { calls: [[left(6_000)]], command: nobody },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no answer was given up',
  },
  {
    that: 'was stopped the moment it began',
    did: { calls: [[left(0)]], command: nobody },
    outcome: 'inconclusive',
    samples: 0,
  },
  {
    that: 'sends no key while another answer is open',
    did: { calls: [[{ at: 0, took: 6_000 }], [{ at: 4_000 }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no answer was given up',
  },
  {
    that: 'was stopped after it had closed by itself and asked again',
    did: { calls: [[left(6_000), left(1_000, { at: 6_001 })]], command: nobody },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'waited to the end of everything',
    did: {
      calls: [[{ at: 0, took: 60_000, ending: 'drained' }], [{ at: 0, ending: 'hung', faults: ['hang'] }]],
    },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no answer was given up',
  },
];

/** Why no shipped scenario and no platform's contract asks for it. */
export const notAskedFor = 'proof needs an Idempotency-Key or a named call, which most clients do not send';
