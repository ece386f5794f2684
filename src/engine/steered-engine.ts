import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Engine } from './compiled-scenario.ts';
import type { Moment } from './moment.ts';
import type { SteeredLimits } from './steered-limits.ts';

/** Whether faults are injected; while they are stopped no rule is evaluated and no counter moves. */
export interface FaultSwitch {
  readonly state: 'injecting' | 'stopped';
}

const nothing = { rules: [], faults: [] } as const;

/** An engine whose rules can be replaced while requests are under way, and whose faults can be stopped. */
export class SteeredEngine implements Engine {
  #engine: Engine;
  readonly #faults: FaultSwitch;

  constructor(engine: Engine, faults: FaultSwitch) {
    this.#engine = engine;
    this.#faults = faults;
  }

  /** `make` gets the engine so far. */
  replace(make: (before: Engine) => Engine): void {
    this.#engine = make(this.#engine);
  }

  get limits(): SteeredLimits | null {
    return this.#engine.limits;
  }

  decide(facts: RequestFacts, elapsedMs: number): ReturnType<Engine['decide']> {
    return this.#faults.state === 'stopped' ? nothing : this.#engine.decide(facts, elapsedMs);
  }

  foresee(facts: RequestFacts, elapsedMs: number, luck: 'best' | 'worst'): ReturnType<Engine['foresee']> {
    return this.#faults.state === 'stopped' ? nothing : this.#engine.foresee(facts, elapsedMs, luck);
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): ReturnType<Engine['welcome']> {
    return this.#faults.state === 'stopped' ? nothing : this.#engine.welcome(facts, elapsedMs, moment);
  }

  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean {
    return this.#faults.state === 'injecting' && this.#engine.affectsNextConnection(facts, elapsedMs);
  }
}
