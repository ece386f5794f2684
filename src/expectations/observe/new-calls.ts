import { formatCount } from '../../lib/units.ts';
import type { Violation } from '../../timeline/violation.ts';

/** New calls that could not succeed: advice, until the scenario says how many may begin. */
export function beyond(began: readonly Violation[], allowed: number | undefined): readonly Violation[] {
  if (allowed === undefined || began.length <= allowed) return began;
  const count = `${formatCount(began.length, 'call')} began, ${allowed} allowed`;
  return began.slice(allowed).map((each) => {
    return { ...each, severity: 'error', restsOn: 'scenario', says: `${each.says}; ${count}` };
  });
}
