import { findFault } from '../faults/index.ts';
import type { FaultList, FaultUse } from '../model/scenario.ts';

export function replacesAnswer(use: FaultUse): boolean {
  const fault = findFault(use.fault);
  return fault?.subject === 'request' && fault.effect === 'replaces';
}

/** Removes faults that have no effect: of two in a list that replace the answer, the earlier one wins. */
export function withoutLosers(uses: FaultList): FaultList {
  const winner = uses.find(replacesAnswer);
  return uses.filter((use) => use === winner || !replacesAnswer(use));
}
