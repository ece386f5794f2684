import type { DrillOutcome, DrillRecord, ProbeResult } from '../model/drill-record.ts';
import { worstOf } from './judge-sample.ts';

type Found = Pick<DrillRecord, 'hypothesis' | 'remains' | 'stop' | 'doubts'> & {
  /** Those of the steady state behind the faults, and those at the ends of stages. */
  readonly probes: readonly Pick<ProbeResult, 'outcome'>[];
};

/**
 * What the whole drill showed. Where it was stopped, stages were left out or cut, so that probes at their
 * ends prove nothing: the hypothesis decides, and what was left behind.
 */
export function outcomeOf({ hypothesis, remains, probes, stop, doubts }: Found): DrillOutcome {
  const said = stop === null ? probes.map(({ outcome }) => outcome) : [];
  const worst = worstOf([hypothesis.outcome, remains.outcome, ...said]);
  return worst === 'held' && doubts.length > 0 ? 'inconclusive' : worst;
}
