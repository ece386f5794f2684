import type { CommandEnd } from '../../model/timeline.ts';
import { type Violation, wrong } from '../../timeline/violation.ts';

export type Wanted = number | 'any' | 'nonzero';

/** A command that a signal ended has no exit status: only `any` accepts that. */
export function isAsWanted(code: number | null, wanted: Wanted): boolean {
  if (wanted === 'any') return true;
  return wanted === 'nonzero' ? code !== null && code !== 0 : code === wanted;
}

function describeStatus(code: number | null): string {
  return code === null ? 'a signal' : `status ${code}`;
}

/** A signal that the drill itself has sent is no end of the command's own. */
export function describeEnd({ code, stopped }: Pick<CommandEnd, 'code' | 'stopped'>): string {
  if (stopped === null) return `the command ended with ${describeStatus(code)}`;
  return `the limit of ${stopped} stopped the command, and any end is accepted`;
}

export function problemOf(code: number | null, wanted: Wanted): Violation {
  return {
    ...{ ...wrong, problem: 'ended-otherwise', dependsOnFaults: true, met: describeStatus(code) },
    call: null,
    attempts: [],
    says: `the command ended with ${describeStatus(code)}; ${wanted} was expected`,
  };
}

/** Told what was really set, since a client of another kind reads other variables. */
export function describeSilence({ addressedBy = [] }: CommandEnd): string {
  const says = 'the command sent no request';
  if (addressedBy.length === 0) return says;
  const names = addressedBy.join(', ');
  return `${says}; it found the gateway's address in ${names}: has its client read one of these?`;
}
