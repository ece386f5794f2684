import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Effect } from '../store/run-store.ts';
import type { Before, Engine } from './compiled-scenario.ts';
import type { StageRules } from './drill-rules.ts';
import type { Moment } from './moment.ts';
import type { StoreReply } from './shared-rules.ts';
import type { SteeredLimits } from './steered-limits.ts';

/** What of faults all runs of a gateway share. */
export interface FaultSwitch {
  /** Whether faults are injected; while they are stopped no rule is evaluated and no counter moves. */
  readonly state: 'injecting' | 'stopped';
  /** That of a drill, whose rules stand in front of those of every run; `null`: no drill is under way. */
  readonly stage: StageRules | null;
}

const nothing = { rules: [], faults: [] } as const;

/** A drill with the engine of its rules for this run. */
interface Ahead {
  readonly stage: StageRules;
  /** `null`: the stage has no rules. */
  readonly engine: Engine | null;
}

/** The run that it is of. */
interface Owner {
  readonly scenario: Scenario;
  readonly label: string;
}

/** An engine whose rules can be replaced while requests are under way, and whose faults can be stopped. */
export class SteeredEngine implements Engine {
  #engine: Engine;
  #scenario: Scenario;
  readonly #label: string;
  readonly #faults: FaultSwitch;
  #ahead: Ahead | null = null;

  constructor(engine: Engine, { scenario, label }: Owner, faults: FaultSwitch) {
    this.#engine = engine;
    this.#scenario = scenario;
    this.#label = label;
    this.#faults = faults;
  }

  /** Plays another version of the scenario; `make` gets the engine so far. */
  replace(make: (before: Engine) => Engine, scenario: Scenario): void {
    this.#engine = make(this.#engine);
    this.#scenario = scenario;
  }

  get limits(): SteeredLimits | null {
    return this.#engine.limits;
  }

  /** The drill whose rules are in front; `null`: there is none. */
  #drill(): Ahead | null {
    const { stage } = this.#faults;
    if (this.#ahead?.stage !== stage)
      this.#ahead =
        stage === null ? null : { stage, engine: stage.createEngine(this.#scenario, this.#label) };
    return this.#ahead;
  }

  ask(facts: RequestFacts, elapsedMs: number, effect: Effect): ReturnType<Engine['ask']> {
    return this.#faults.state === 'stopped' ? null : this.#engine.ask(facts, elapsedMs, effect);
  }

  decide(facts: RequestFacts, elapsedMs: number, before: Before = {}): ReturnType<Engine['decide']> {
    const { reply = null } = before;
    if (this.#faults.state === 'stopped') {
      // Faults were stopped while the store was asked.
      if (reply?.state === 'asked') reply.release();
      return nothing;
    }
    const drill = this.#drill();
    if (drill === null) return this.#engine.decide(facts, elapsedMs, before);
    const first = drill.engine?.decide(facts, drill.stage.elapsedMs) ?? nothing;
    if (first.faults.length > 0) drill.stage.hit();
    const winner = drill.stage.winnerOf(first);
    return drill.stage.with(first, this.#engine.decide(facts, elapsedMs, { reply, winner }));
  }

  foresee(
    facts: RequestFacts,
    elapsedMs: number,
    luck: 'best' | 'worst',
    reply: StoreReply | null = null,
  ): ReturnType<Engine['foresee']> {
    if (this.#faults.state === 'stopped') return nothing;
    const drill = this.#drill();
    const own = this.#engine.foresee(facts, elapsedMs, luck, reply);
    if (drill === null || drill.engine === null) return own;
    return drill.stage.with(drill.engine.foresee(facts, drill.stage.elapsedMs, luck), own);
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): ReturnType<Engine['welcome']> {
    if (this.#faults.state === 'stopped') return nothing;
    const own = this.#engine.welcome(facts, elapsedMs, moment);
    const drill = this.#drill();
    if (drill === null || drill.engine === null) return own;
    const first = drill.engine.welcome(facts, drill.stage.elapsedMs, moment);
    if (first.faults.length > 0) drill.stage.hit();
    return drill.stage.with(first, own);
  }

  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean {
    if (this.#faults.state === 'stopped') return false;
    const drill = this.#drill();
    const byDrill = drill?.engine?.affectsNextConnection(facts, drill.stage.elapsedMs) ?? false;
    return byDrill || this.#engine.affectsNextConnection(facts, elapsedMs);
  }
}
