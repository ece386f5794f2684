import type { RuleOutcome } from '../model/decision.ts';
import type { FaultList } from '../model/scenario.ts';
import type { BlastRadiusGuard, RadiusRuling } from './blast-radius.ts';
import type { Firing } from './evaluate-rules.ts';

/** A blast radius as one engine asks it. */
export interface EngineRadius {
  /** Shared by all that it bounds. */
  readonly guard: BlastRadiusGuard;
  /** Of the requests that the engine decides on. */
  readonly label: string;
}

/** What rules do to one request or connection. */
export interface Evaluated {
  readonly outcomes: readonly RuleOutcome[];
  readonly firings: readonly Firing[];
}

export interface Bounded extends Evaluated {
  /** Gives back what was taken of the blast radius; `null`: nothing was. */
  readonly onEnd: (() => void) | null;
}

/** What a request asks for itself. */
export function overridden(uses: FaultList, key: Firing['key']): Evaluated {
  const faults = uses.map(({ fault }) => fault);
  const because = 'the request asked for it';
  return { outcomes: [{ rule: 'override', outcome: 'fired', because, faults }], firings: [{ uses, key }] };
}

/** Nothing bounds a fault that ends connections of clients that were never asked about. */
const closesPort = ({ uses }: Firing) => uses.some(({ fault }) => fault === 'connection-refuse');

/**
 * Injects all that rules would, or nothing. Their counters have moved either way, so that each request meets
 * what it would meet without a blast radius, or nothing.
 */
export function bounded(evaluated: Evaluated, ask: (closesPort: boolean) => RadiusRuling): Bounded {
  const { outcomes, firings } = evaluated;
  if (firings.every(({ uses }) => uses.length === 0)) return { ...evaluated, onEnd: null };
  const ruling = ask(firings.some(closesPort));
  if (ruling.kind === 'hit') return { ...evaluated, onEnd: ruling.end };
  const { bound, because } = ruling;
  const held = (each: RuleOutcome): RuleOutcome =>
    each.outcome === 'fired' && each.faults.length > 0
      ? { ...each, outcome: 'held-back', heldBackBy: bound, because: `${each.because}; ${because}` }
      : each;
  return { outcomes: outcomes.map(held), firings: [], onEnd: null };
}

/** Both, where there are two. */
export function both(one: (() => void) | null, other: (() => void) | null): (() => void) | null {
  if (one === null || other === null) return one ?? other;
  return () => {
    one();
    other();
  };
}
