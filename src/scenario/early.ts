import type { Part } from '../config/validate.ts';
import { actsBefore } from '../faults/fault.ts';
import { bodyKeys, type When } from '../model/scenario.ts';
import type { Item } from './items.ts';
import type { RuleFields } from './schema-rule.ts';

const remedy = 'leave it out, or let the fault come later';

/** Refuses rules that would have to know the body of a request before which they act. */
export function checkEarly(
  part: Part,
  when: Partial<When>,
  { per, chance, ramp }: Partial<RuleFields>,
  items: readonly Item[],
): void {
  const early = items.find(({ fault, use }) => actsBefore(fault, use.params) !== null);
  if (early === undefined) return;
  const unknown = `what comes before the body (${early.fault.name}) knows none of it`;
  for (const key of bodyKeys)
    if (when[key] !== undefined)
      part.at('when').at(key).refuse(`${unknown}, and so no "${key}"; ${remedy}`, 'key');
  if (per === 'model' || per === 'call') part.at('per').refuse(`${unknown}, and so no ${per}; ${remedy}`);
  const drawn = ramp === undefined ? 'chance' : 'ramp';
  if (ramp !== undefined || (typeof chance === 'number' && chance > 0 && chance < 1))
    part.at(drawn).refuse(`chance is drawn by the body; ${unknown}; ${remedy}`, 'key');
}
