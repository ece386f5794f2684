import type { Timeline } from '../../model/timeline.ts';
import { inVainOf } from '../../timeline/in-vain.ts';
import { deepestOf, describeLayers, type Layers, layersOf } from '../../timeline/layers.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { formatUsd, type Spending, spendingOf } from '../../timeline/spending.ts';
import type { ScenarioDocument } from './schema.ts';

interface Totals extends Spending {
  readonly requests: number;
  readonly calls: number;
  readonly layers: Layers;
  readonly inVain: number;
}

/** `12 requests for 1 call, through 3 layers (3 × 2 × 2); 11 could not succeed by contract; $0.31 wasted`. */
function describeSpending({ requests, calls, layers, inVain, wastedUsd, inVainUsd }: Totals): string | null {
  const isWasted = (wastedUsd ?? 0) > 0;
  if (layers.times.length <= 1 && inVain === 0 && !isWasted) return null;
  const parts = [
    describeLayers(requests, calls, layers),
    inVain === 0 ? null : `${inVain} could not succeed by contract`,
    isWasted ? `${formatUsd(wastedUsd ?? 0)} wasted` : null,
    (inVainUsd ?? 0) > 0
      ? `an estimated ${formatUsd(inVainUsd ?? 0)} of prompts sent in vain, not charged`
      : null,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** What the requests of a scenario cost, and came to. */
export function spendingDocument(timeline: Timeline): ScenarioDocument['spending'] {
  const { calls } = timeline;
  const polls = pollsOf(timeline);
  const deepest = deepestOf(calls.filter((call) => !polls.has(call)).map(layersOf));
  const totals = {
    requests: calls.reduce((sum, { attempts }) => sum + attempts.length, 0),
    calls: calls.length,
    layers: deepest,
    inVain: inVainOf(timeline).size,
    ...spendingOf(timeline),
  };
  const layers = { times: deepest.times, count: deepest.count };
  return { ...totals, layers, says: describeSpending(totals) };
}
