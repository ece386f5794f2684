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

export const noRequest =
  'the command sent no request; it was told the gateway by OPENAI_BASE_URL and OPENAI_API_BASE (or ' +
  'AZURE_OPENAI_ENDPOINT, where that was set) and by BADGATEWAY_URL';
