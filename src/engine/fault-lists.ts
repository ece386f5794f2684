import type { FaultList, Rule } from '../model/scenario.ts';

/** All lists of faults that a rule may inject. */
export function faultListsOf({ injection }: Rule): readonly FaultList[] {
  return injection.kind === 'faults' ? [injection.faults] : injection.items;
}
