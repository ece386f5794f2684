import { findFault } from '../faults/index.ts';
import type { BoundFault } from '../model/decision.ts';

/** Whether a request succeeds under the fault, if perhaps later; what is no fault of the registry refuses. */
export function isHarmless({ name, effect }: Pick<BoundFault<unknown>, 'name' | 'effect'>): boolean {
  const layer = findFault(name)?.layer;
  return effect === 'none' || layer === 'head' || (layer === 'timing' && name !== 'hang');
}
