import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const costing = (at: number, costUsd: number, more: Partial<Told> = {}): Told => {
  return { at, took: 50, ...more, entry: { costUsd, ...more.entry } };
};
const overspent = ['error wrong overspent'];
const wasted = 'advice wrong paid-for-nothing';
const copy = { entry: { idempotencyKey: 'one' } };

export const rows: readonly Row[] = [
  {
    that: 'spends all of its budget',
    ...{ params: { usd: 0.3 }, did: { calls: [[costing(0, 0.1)], [costing(99, 0.2)]] } },
    ...{ outcome: 'pass', samples: 1, because: 'the dearest run cost $0.30' },
  },
  {
    that: 'spends a little more',
    ...{
      params: { usd: 0.3 },
      did: { calls: [[costing(0, 0.1)], [costing(99, 0.2)], [costing(200, 0.000_01)]] },
    },
    ...{ outcome: 'fail', found: overspent, evidence: [[301]] },
    because: 'a run cost $0.30: $0.000010 more than the $0.30 that it may',
  },
  {
    that: 'spends more, part of it for answers that broke',
    params: { usd: 0.25 },
    did: {
      calls: [
        [costing(0, 0.2, { ending: 'severed', faults: ['disconnect'] }), costing(100, 0.2)],
        [costing(300, 0)],
      ],
    },
    ...{ outcome: 'fail', found: [...overspent, wasted], evidence: [[102], [101]] },
    because:
      'a run cost $0.40, $0.20 of it for answers that came to nothing: $0.15 more than the $0.25 that it may',
  },
  {
    that: 'spends its budget in each of two runs',
    params: { usd: 0.2 },
    did: {
      calls: [[costing(0, 0.2, { entry: { label: 'r1' } })], [costing(99, 0.2, { entry: { label: 'r2' } })]],
    },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'asks for two answers to one question',
    params: { usd: 1 },
    did: { calls: [[costing(0, 0.2, copy)], [costing(20, 0.2, copy)]] },
    ...{ outcome: 'pass', found: [wasted], evidence: [[201]] },
  },
  {
    that: 'asks two questions, each with a key of its own',
    params: { usd: 1 },
    did: { calls: [[costing(0, 0.2, copy)], [costing(60, 0.2, { entry: { idempotencyKey: 'two' } })]] },
    ...{ outcome: 'pass', found: [] },
  },
  {
    that: 'leaves an answer of which part was charged',
    params: { usd: 1 },
    did: { calls: [[costing(0, 0.1, { ending: 'client-left' })]] },
    ...{ outcome: 'pass', found: [wasted], because: '$0.10 of it for answers that came to nothing' },
  },
  {
    that: 'spends money where the scenario names no budget',
    did: { calls: [[costing(0, 0.2)]] },
    ...{ outcome: 'inconclusive', samples: 1, because: 'the scenario names no budget' },
  },
  {
    that: 'asks where no price is known',
    params: { usd: 1 },
    did: { calls: [[{ at: 0 }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no answer had a price that is known' },
  },
];

export const params = { takes: [{}, { usd: 0 }, { usd: 0.31 }], refuses: [{ usd: -1 }, { usd: '1' }] };

export const notAskedFor = 'what a run may cost is for its author to say';
