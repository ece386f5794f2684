import { misfitOf } from '../faults/fault.ts';
import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { FaultList } from '../model/scenario.ts';

/** Why a connection of this version of HTTP cannot have all of the faults; `null`: it can. */
export function misfitAmong(connection: ConnectionFacts, uses: FaultList): string | null {
  for (const { fault: name } of uses) {
    const fault = findFault(name);
    const misfit = fault === undefined ? null : misfitOf(fault, connection);
    if (misfit !== null) return misfit;
  }
  return null;
}
