import type { RequestEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

/** An attempt that fails, with this key. */
function failed(at: number, idempotencyKey: string | null, more: Partial<RequestEntry> = {}): Told {
  return { at, error: 'bad-gateway', entry: { idempotencyKey, ...more } };
}

const sure = { certainty: 'certain' } as const;

const doubts = ['similar-body', 'other-idempotency-key', 'pooled-at-once', 'opened-beside-others'] as const;

/** Its body only resembles that of the attempt before, and its key and its connection are others. */
const doubtful: Partial<RequestEntry> = {
  predecessors: [{ call: 1, attempt: 1, evidence: doubts }],
};

export const rows: readonly Row[] = [
  {
    that: 'keeps its key over two retries, and another one in another call',
    did: {
      calls: [
        [failed(0, 'a'), failed(1_000, 'a'), failed(3_000, 'a')],
        [failed(0, 'b'), failed(1_000, 'b')],
      ],
    },
    outcome: 'pass',
    samples: 3,
    because: '3 attempts kept the key of the one before',
  },
  {
    that: 'makes a new key for a retry that it calls one',
    did: { calls: [[failed(0, 'a'), failed(1_000, 'b', sure)]] },
    outcome: 'fail',
    samples: 1,
    because: /^attempt 2 had another Idempotency-Key, unlike attempt 1$/,
    found: ['error wrong made-a-new-key'],
    evidence: [[101, 102]],
  },
  {
    that: 'makes a new key for an equal request, behind one that kept it',
    did: { calls: [[failed(0, 'a'), failed(1_000, 'a'), failed(2_000, 'b')]] },
    outcome: 'fail',
    samples: 2,
    because: 'attempt 3 had another Idempotency-Key, unlike attempt 2 (two calls with equal bodies?',
    found: ['warning wrong made-a-new-key'],
    evidence: [[102, 103]],
  },
  {
    that: 'leaves its key out when it asks again',
    did: { calls: [[failed(0, 'a'), failed(1_000, null, sure)]] },
    outcome: 'fail',
    because: 'attempt 2 had no Idempotency-Key, unlike attempt 1',
    found: ['error wrong dropped-its-key'],
  },
  {
    that: 'has a key from the second attempt on',
    did: { calls: [[failed(0, null), failed(1_000, 'a'), failed(2_000, 'a')]] },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'asks another model, or as somebody else, with another key',
    did: {
      calls: [
        [failed(0, 'a'), failed(1_000, 'b', { model: 'another' })],
        [failed(0, 'a'), failed(1_000, 'b', { key: 'sk-…1234' })],
      ],
    },
    outcome: 'inconclusive',
    samples: 0,
    because: 'there was no occasion to see it',
  },
  {
    that: 'makes a new key, in calls that cannot be told apart',
    did: { calls: [[failed(0, 'a'), failed(1_000, 'b', doubtful)]] },
    outcome: 'inconclusive',
    because: 'which the requests do not show',
  },
  {
    that: 'asks again without any key',
    did: { calls: [[failed(0, null), failed(1_000, null)]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'it sends no Idempotency-Key',
    found: ['advice absent sends-no-key'],
  },
  {
    that: 'never asks again',
    did: { calls: [[failed(0, 'a')]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'there was no occasion to see it',
  },
];

/** Why no shipped scenario and no platform's contract asks for it. */
export const notAskedFor = 'no client sends such a key by default, and no platform asks for one';
