import { formatCount } from '../../lib/units.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { knownAt, toleranceMs } from '../../timeline/allowed.ts';
import { describeResult, formatWait } from '../../timeline/describe.ts';
import { type Outage, outagesOf } from '../../timeline/outages.ts';
import { resultKey } from '../../timeline/retryability.ts';
import { ascending, countWithin } from '../../timeline/times.ts';
import { maxShown, type Violation, wrong } from '../../timeline/violation.ts';

/** When a circuit breaker has to be open, and what it may let through. */
export interface Breaker {
  /** Failures in a row after which it is open. */
  readonly failures: number;
  readonly probes: number;
  readonly perMs: number;
}

/**
 * What a client did at an upstream that was down. `sparing`: it had more calls to make than a breaker lets
 * through, and kept to it. `hammered`: it did not. `quiet`: it had no more calls than that. `short`: it met
 * fewer failures than open a breaker.
 */
export interface Probing {
  readonly outage: Outage;
  readonly then: 'sparing' | 'hammered' | 'quiet' | 'short';
  /** Requests that came although the breaker had to be open. */
  readonly probes: readonly Attempt[];
  /** The most of them within the time, and the first of these. */
  readonly most: number;
  readonly crowded: readonly Attempt[];
}

/** When the client may have known of so many failures (Unix ms); `null`: of fewer. */
function openAt({ failed }: Outage, failures: number): number | null {
  return ascending(failed.map(knownAt))[failures - 1] ?? null;
}

/** The most times within the time, and where they begin. A timer may fire too soon. */
function crowdOf(times: readonly number[], { perMs }: Breaker): { most: number; from: number } {
  const sorted = ascending(times);
  const lengthMs = Math.max(0, perMs - toleranceMs);
  return sorted.reduce(
    (found, from) => {
      const most = countWithin(sorted, from, from + lengthMs);
      return most > found.most ? { most, from } : found;
    },
    { most: 0, from: 0 },
  );
}

/** Arrivals of the calls that the client had to make while the breaker had to be open. */
function occasionsOf({ all, ended }: Outage, from: number): number[] {
  const to = ended?.at ?? Number.POSITIVE_INFINITY;
  return all.filter(({ at, ordinal }) => ordinal === 1 && at > from && at <= to).map(({ at }) => at);
}

function probingOf(outage: Outage, breaker: Breaker): Probing {
  const open = openAt(outage, breaker.failures);
  if (open === null) return { outage, then: 'short', probes: [], most: 0, crowded: [] };
  const from = open + toleranceMs;
  const asked = outage.ended === null ? outage.failed : [...outage.failed, outage.ended];
  const probes = asked.filter(({ at }) => at > from);
  const { most, from: crowdFrom } = crowdOf(
    probes.map(({ at }) => at),
    breaker,
  );
  const crowded = probes.filter(({ at }) => at >= crowdFrom).slice(0, most);
  const busy = crowdOf(occasionsOf(outage, from), breaker).most > breaker.probes;
  const then = most > breaker.probes ? 'hammered' : busy ? 'sparing' : 'quiet';
  return { outage, then, probes, most, crowded };
}

export function probingsOf(timeline: Timeline, breaker: Breaker): Probing[] {
  return outagesOf(timeline).map((outage) => probingOf(outage, breaker));
}

/** Figures that the scenario gives are asked for; the usual ones are advice. */
export function violationOfProbing(
  { outage, most, crowded }: Probing,
  { failures, probes, perMs }: Breaker,
  severity: 'error' | 'advice',
): Violation {
  const { upstream, failed } = outage;
  const [first] = failed;
  const times = formatCount(failures, 'time');
  const down = `${upstream} had met ${describeResult(first.result)} ${times} in a row`;
  const came = `${formatCount(most, 'more request')} came within ${formatWait(perMs)}; ${probes} may`;
  return {
    ...{ ...wrong, severity, problem: 'hammered-a-dead-upstream', met: resultKey(first.result), call: null },
    attempts: crowded.slice(0, maxShown),
    says: `${down}, and ${came}`,
  };
}

/** Why nothing shows whether it probes sparingly. */
export function whyNoProbing(probings: readonly Probing[], { failures, probes, perMs }: Breaker): string {
  if (probings.length === 0) return 'no upstream that the client had named by its URL was down';
  const most = probings.reduce((all, { outage }) => Math.max(all, outage.failed.length), 0);
  if (probings.every(({ then }) => then === 'short'))
    return `no upstream failed ${formatCount(failures, 'time')} in a row: ${most} at most`;
  return `it had no more than ${formatCount(probes, 'call')} to make in ${formatWait(perMs)} of an outage`;
}
