import { hash } from 'node:crypto';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { Entry, OutcomeEntry, RequestEntry } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Run } from './run.ts';

/** The call that an outcome is about. */
export type CallKey = Pick<OutcomeEntry, 'scenario' | 'label' | 'call'>;

/** Calls that are remembered by name, and as reported; the oldest is forgotten first. */
const maxCalls = 10_000;

/** A name may be as long as a header field. */
const digestOf = (name: string): string => hash('sha1', name, 'base64');

/** A request, and when it came. */
type Came = CallKey & Pick<RequestEntry, 'at'>;

export interface OutcomesParts {
  /** Of the journal, the oldest first. */
  entries(): readonly Entry[];
  /** Those that were decided on and have not ended, the oldest first. */
  underWay(): readonly Came[];
}

/**
 * Finds the call that an application's outcome is about, when one is reported: a request without
 * `x-badgateway-call` costs nothing here.
 */
export class Outcomes {
  readonly #parts: OutcomesParts;
  /** By the digest of `x-badgateway-call`. */
  readonly #named = new BoundedMap<string, CallKey>(maxCalls);
  /** When (Unix ms) the outcome of a call was reported, by label and ordinal. */
  readonly #reported = new BoundedMap<string, { readonly key: CallKey; readonly at: number }>(maxCalls);

  constructor(parts: OutcomesParts) {
    this.#parts = parts;
  }

  arrived({ headers, call: { call } }: RequestFacts, { scenario, label }: Run): void {
    const name = headers['x-badgateway-call'];
    if (typeof name === 'string') this.#named.set(digestOf(name), { scenario: scenario.name, label, call });
  }

  /** Forgets the calls of a scenario, under one label or under all: their requests are forgotten too. */
  forget(scenario: string, label: string | null): void {
    const isMeant = (key: CallKey) => key.scenario === scenario && (label === null || key.label === label);
    for (const [name, key] of this.#named) if (isMeant(key)) this.#named.delete(name);
    for (const [id, { key }] of this.#reported) if (isMeant(key)) this.#reported.delete(id);
  }

  /**
   * The call of that name. Without a name, of those that have no outcome: the one whose request ended last,
   * else the one that came last. `null`: there is none.
   */
  take(name: string | null, now: number): CallKey | null {
    const key = name === null ? this.#latest() : (this.#named.get(digestOf(name)) ?? null);
    if (key !== null) this.#reported.set(idOf(key), { key, at: now });
    return key;
  }

  #latest(): CallKey | null {
    const isOpen = (key: CallKey, at: number) =>
      key.call !== 0 && at > (this.#reported.get(idOf(key))?.at ?? -1);
    const ended = this.#parts
      .entries()
      .findLast((entry) => entry.kind === 'request' && isOpen(entry, entry.at + entry.tookMs));
    const found =
      ended?.kind === 'request' ? ended : this.#parts.underWay().findLast((each) => isOpen(each, each.at));
    if (found === undefined) return null;
    const { scenario, label, call } = found;
    return { scenario, label, call };
  }
}

/** Two scenarios under one label share their calls. */
function idOf({ scenario, label, call }: CallKey): string {
  return `${label === '' ? scenario : label}#${call}`;
}
