import { hash } from 'node:crypto';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { OutcomeEntry } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Run } from './runs.ts';

/** The call that an outcome is about. */
export type CallKey = Pick<OutcomeEntry, 'scenario' | 'label' | 'call'>;

/** Calls that may still get an outcome; the oldest is forgotten first. */
const maxCalls = 10_000;

/** A name may be as long as a header field. */
const digestOf = (name: string): string => hash('sha1', name, 'base64');

/** Finds the call that an application's outcome is about. */
export class Outcomes {
  /** By the digest of `x-badgateway-call`. */
  readonly #named = new BoundedMap<string, CallKey>(maxCalls);
  /** Calls without an outcome, by label and ordinal, latest last. */
  readonly #underWay = new BoundedMap<string, CallKey>(maxCalls);
  readonly #ended = new BoundedMap<string, CallKey>(maxCalls);

  arrived({ headers, call: { call } }: RequestFacts, { scenario, label }: Run): void {
    const key = { scenario: scenario.name, label, call };
    const name = headers['x-badgateway-call'];
    if (typeof name === 'string') this.#named.set(digestOf(name), key);
    this.#underWay.set(idOf(key), key);
  }

  ended({ scenario, label, call }: CallKey): void {
    const key = { scenario, label, call };
    const id = idOf(key);
    this.#underWay.delete(id);
    // A map goes by the first time that a key was set.
    this.#ended.delete(id);
    this.#ended.set(id, key);
  }

  /** Forgets the calls of a scenario, under one label or under all: their requests are forgotten too. */
  forget(scenario: string, label: string | null): void {
    const isMeant = (key: CallKey) => key.scenario === scenario && (label === null || key.label === label);
    for (const calls of [this.#named, this.#underWay, this.#ended])
      for (const [id, key] of calls) if (isMeant(key)) calls.delete(id);
  }

  /**
   * The call of that name. Without a name, of those that have no outcome: the one whose request ended last,
   * else the one that came last. `null`: there is none.
   */
  take(name: string | null): CallKey | null {
    const key =
      name === null
        ? ([...this.#ended.values()].at(-1) ?? [...this.#underWay.values()].at(-1))
        : this.#named.get(digestOf(name));
    if (key === undefined) return null;
    this.#ended.delete(idOf(key));
    this.#underWay.delete(idOf(key));
    return key;
  }
}

/** Two scenarios under one label share their calls. */
function idOf({ scenario, label, call }: CallKey): string {
  return `${label === '' ? scenario : label}#${call}`;
}
