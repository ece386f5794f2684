import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { FaultList } from '../model/scenario.ts';

/** Why a connection of this version of HTTP cannot have the faults; `null`: it can. */
export function misfitOf({ protocol }: ConnectionFacts, uses: FaultList): string | null {
  if (protocol !== 'h2') return null;
  const foreign = uses.find(({ fault }) => findFault(fault)?.only === 'HTTP/1.1');
  return foreign === undefined ? null : `${foreign.fault} exists on HTTP/1.1 alone, and this is HTTP/2`;
}
