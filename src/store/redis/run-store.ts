import type { Held } from '../limit-store.ts';
import type { Answered, AskedRule, Effect, Question, RunStore, StoreFailure } from '../run-store.ts';
import { listsOf, rulingsOf, textsOf } from './answers.ts';
import { RedisLimitStore } from './limit-store.ts';
import type { RedisStore } from './store.ts';

/** What gateways share of one run, in Redis or Valkey. */
export class RedisRunStore implements RunStore {
  readonly limits: RedisLimitStore;
  readonly failure: StoreFailure;
  readonly #store: RedisStore;
  /** The scenario, and the scenario under its label. */
  readonly #run: readonly [string, string];
  /** Which beginning of the run the last answer was about, and which one this gateway plays. */
  #begun: string | null = null;
  #joined: string | null = null;

  constructor(store: RedisStore, run: readonly [string, string], failure: StoreFailure) {
    this.limits = new RedisLimitStore(store, run, (question, effect, now) => this.ask(question, effect, now));
    this.failure = failure;
    this.#store = store;
    this.#run = run;
  }

  get gateway(): string {
    return this.#store.gateway;
  }

  async ask(question: Question, effect: Effect, now: number): Promise<Answered> {
    const { charges, fingerprint, answer, asks } = question;
    const asked = charges.map((charge) =>
      this.limits.asked(charge, effect === 'take' ? this.#store.reservationFor(charge) : undefined),
    );
    const input = {
      ...{ run: this.#run, charges: asked, rules: question.rules.map((rule) => this.#askedRule(rule)) },
      ...(fingerprint === null ? {} : { fingerprint: this.#store.digestOf(fingerprint, 'unnamed') }),
      ...{ winner: answer === 'replaced', override: asks === 'if-refused' },
    };
    try {
      const [ofLimits, ofRules, begun] = listsOf(await this.#store.ask(effect, input, now));
      this.#begun = begun[0] ?? null;
      const [outcome, at] = ofLimits;
      const rulings = rulingsOf(charges, ofLimits);
      const held = rulings.flatMap(({ charge, wait }, index): Held[] => {
        const reservation = asked[index]?.reservation;
        const isTaken = outcome === 'taken' && wait === 0;
        return isTaken && reservation !== undefined ? [{ charge, at: Number(at), reservation }] : [];
      });
      const taken = { outcome: outcome === 'refused' ? outcome : 'taken', rulings, held } as const;
      return { taken, ...this.#countedOf(ofRules) };
    } catch (error) {
      // It may have been taken, and its answer lost.
      const made = asked.flatMap(({ reservation }) => reservation ?? []);
      this.#store.settle(
        made.map((reservation) => ({ reservation, change: 'all' })),
        now,
      );
      throw error;
    }
  }

  #askedRule({ id, value, skip, every, times, chance, luck, replaces, next }: AskedRule) {
    const field = `${id}:${this.#store.digestOf(value, 'unnamed')}`;
    const most = Number.isFinite(times) ? times : -1;
    return { field, skip, every, times: most, chance, luck, replaces, next };
  }

  #countedOf([occurrence, ...counts]: readonly string[]) {
    const counted = Array.from({ length: counts.length / 2 }, (_, index) => {
      const [matches, injections] = counts.slice(2 * index).map(Number);
      return { matches: matches ?? 0, injections: injections ?? 0 };
    });
    return { occurrence: Number(occurrence), counted };
  }

  begin(now: number): Promise<number> | null {
    return this.#joined !== null && this.#joined === this.#begun ? null : this.#join(now);
  }

  async #join(now: number): Promise<number> {
    const [age, begun = ''] = textsOf(await this.#store.ask('begin', { run: this.#run }, now));
    [this.#joined, this.#begun] = [begun, begun];
    return Number(age);
  }
}
