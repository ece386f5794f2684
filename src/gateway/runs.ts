import { type AdmissionState, createAdmissionState } from '../admission/state/admission-state.ts';
import type { CompiledScenario, Engine, EngineOwner } from '../engine/compiled-scenario.ts';
import { type FaultSwitch, SteeredEngine } from '../engine/steered-engine.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { Clock } from '../lib/clock.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Notice } from '../model/notice.ts';
import type { Scenario } from '../model/scenario.ts';
import { type Attempts, createAttempts } from '../request/attempts.ts';
import { createRouter, type RouteMatch } from '../request/routes.ts';
import { createRedactor, type Redactor } from '../secrets/redact.ts';
import type { Recorder } from '../tape/recorder.ts';
import type { AddNotice, AnswerSource, AnswerSources } from './answer-source.ts';
import { type AskedUpstreams, createAskedUpstreams } from './asked-upstream.ts';
import type { KeptState } from './kept-state.ts';
import { createOutlook } from './outlook.ts';
import { Radii } from './radii.ts';
import { createRunClock, type RunClock } from './run-clock.ts';
import type { SharedStore } from './shared-store.ts';

/** A scenario under one label: counters, calls and stub state of its own. */
export interface Run extends RunClock {
  readonly scenario: Scenario;
  readonly label: string;
  readonly engine: Engine;
  /** Keys and replicas as they are now. */
  readonly admission: AdmissionState;
  /** What answers, by upstream. */
  readonly sources: readonly AnswerSource[];
  readonly ask: AskedUpstreams['ask'];
  /** Keeps what the source answers; `null`: nothing is recorded. */
  readonly recorder: Recorder | null;
  /** Whether it has rules for connections. */
  readonly hasConnectionRules: boolean;
  readonly attempts: Attempts;
  readonly route: (path: string) => RouteMatch;
  readonly redactor: Redactor;
  /** How much of a body for a source is read before deciding; `null`: none, it streams at once. */
  readBytes(source: AnswerSource): number | null;
  /** Whether some rule or limit could make a request fail now, whatever is drawn; nothing is counted. */
  mayFail(facts: RequestFacts): boolean;
  /** Plays the rules of another version of its scenario; counters go on for the rules that both have. */
  revise(compiled: CompiledScenario): void;
}

/** Runs kept at a time; the one that was idle for longest makes room. */
const maxRuns = 1_000;

export interface RunsParts {
  readonly clock: Clock;
  readonly sourceOf: AnswerSources['of'];
  recorderOf(scenario: Scenario, tell: AddNotice): Recorder | null;
  notice(scenario: string, label: string, notice: Notice, says: string): void;
  /** What was kept over a restart; `null`: nothing is. */
  readonly kept: Pick<KeptState, 'begin' | 'forget' | 'labelsOf'> | null;
  /** What other gateways count with this one; `null`: there are none. */
  readonly shared: Pick<SharedStore, 'of' | 'forget'> | null;
  /** Called with each run that is over: it made room, its scenario was replaced, or the gateway closes. */
  over(run: Run): void;
  readonly faults: FaultSwitch;
  /** Whether the journal keeps bodies. */
  readonly bodies: 'kept' | 'not-kept';
}

/**
 * A stub and a tape need the whole body; in front of a real upstream some rules do, a recorder, and a journal
 * that keeps bodies.
 */
function bytesToRead(
  { scenario, needsBody }: CompiledScenario,
  source: AnswerSource,
  { bodies, faults }: Pick<RunsParts, 'bodies' | 'faults'>,
): number | null {
  const { limits, record } = scenario;
  if (source.kind !== 'upstream') return limits.body;
  const byRules = needsBody || faults.stage?.needsBody(scenario) === true;
  return byRules || record !== null || bodies === 'kept' ? limits.inspect : null;
}

/** What a run shares with others. */
interface SharedParts extends RunsParts {
  readonly attempts: Attempts;
  readonly radii: Radii;
}

/** Makes the engines of a run, each of which may go on with the counters of the one before it. */
function enginesOf({ clock, radii }: SharedParts, owner: EngineOwner) {
  return (version: CompiledScenario, before?: Engine): Engine =>
    version.createEngine(clock, before, { ...owner, radius: radii.of(version) });
}

function makeRun(first: CompiledScenario, label: string, parts: SharedParts): Run {
  const { scenario } = first;
  const { clock, sourceOf, recorderOf, notice, attempts } = parts;
  let compiled = first;
  const tell: AddNotice = (what, says) => notice(scenario.name, label, what, says);
  const shared = parts.shared?.of(scenario.name, label) ?? null;
  const runClock = createRunClock(clock, scenario.stages.length > 0 ? 'at-once' : 'with-request', shared);
  const { elapsed } = runClock;
  const admission = createAdmissionState(scenario, clock, runClock.age);
  const engineOf = enginesOf(parts, { state: admission, label, shared });
  const engine = new SteeredEngine(engineOf(first), { scenario, label }, parts.faults);
  const { platform } = scenario.inUse;
  const route = createRouter(platform);
  const outlook = createOutlook({ engine, platform, route, elapsed });
  const own = { addNotice: tell, outlook, keys: admission.keys };
  const asked = createAskedUpstreams(scenario, (each) => sourceOf(scenario, each, own));
  return {
    ...runClock,
    get scenario() {
      return compiled.scenario;
    },
    label,
    engine,
    admission,
    ...asked,
    recorder: recorderOf(scenario, tell),
    get hasConnectionRules() {
      return compiled.hasConnectionRules || parts.faults.stage?.hasConnectionRules === true;
    },
    readBytes: (source) => bytesToRead(compiled, source, parts),
    mayFail: (facts) => !engine.foresee(facts, elapsed(facts.at), 'worst').faults.every(compiled.isHarmless),
    attempts,
    route,
    redactor: createRedactor([platform]),
    revise(revised) {
      compiled = revised;
      engine.replace((before) => engineOf(revised, before));
    },
  };
}

const idOf = (name: string, label: string) => (label === '' ? name : `${name}.${label}`);

/** The runs that are under way, found by scenario and label. */
export class Runs {
  readonly #parts: RunsParts;
  readonly radii: Radii;
  /** Attempts are counted across the scenarios of a label: a client may fail over from one to the other. */
  readonly #attempts = new BoundedMap<string, Attempts>(maxRuns);
  readonly #runs = new Map<string, { readonly run: Run; usedAt: number }>();
  /** Scenarios as one label has them, where its rules were changed. */
  readonly #versions = new BoundedMap<string, CompiledScenario>(maxRuns);

  constructor(parts: RunsParts) {
    this.#parts = parts;
    this.radii = new Radii(parts.clock);
  }

  of(compiled: CompiledScenario, label: string): Run {
    const { name } = compiled.scenario;
    const id = idOf(name, label);
    const known = this.#runs.get(id);
    if (known !== undefined) {
      known.usedAt = this.#parts.clock.now();
      return known.run;
    }
    if (this.#runs.size >= maxRuns) this.#makeRoom();
    const attempts = label === '' ? createAttempts() : this.#attempts.ensure(label, createAttempts);
    const shared = { ...this.#parts, attempts, radii: this.radii };
    const run = makeRun(this.#versions.get(id) ?? compiled, label, shared);
    this.#runs.set(id, { run, usedAt: this.#parts.clock.now() });
    this.#parts.kept?.begin(run);
    return run;
  }

  /** Begins the runs of a scenario that were kept over a restart and that no request has begun so far. */
  #beginKept(compiled: CompiledScenario): void {
    for (const label of this.#parts.kept?.labelsOf(compiled.scenario.name) ?? []) this.of(compiled, label);
  }

  /** The runs of a scenario, under one label or under all; where there is none, one begins. */
  begun(compiled: CompiledScenario, label: string | null): Run[] {
    const { name } = compiled.scenario;
    this.#beginKept(compiled);
    if (this.matching(name, label).length === 0) this.of(compiled, label ?? '');
    return this.matching(name, label);
  }

  /** Every run. */
  all(): Run[] {
    return [...this.#runs.values()].map(({ run }) => run);
  }

  /** Later runs of the scenario under that label play this version. */
  setVersion(name: string, label: string, compiled: CompiledScenario): void {
    this.#versions.set(idOf(name, label), compiled);
  }

  forgetVersions(name: string, label: string | null): void {
    for (const id of this.#versions.keys())
      if (label === null ? id === name || id.startsWith(`${name}.`) : id === idOf(name, label))
        this.#versions.delete(id);
  }

  #makeRoom(): void {
    const labelled = [...this.#runs].filter(([, { run }]) => run.label !== '');
    const [first, ...rest] = labelled;
    if (first === undefined) return;
    const [id, { run }] = rest.reduce(
      (idlest, other) => (other[1].usedAt < idlest[1].usedAt ? other : idlest),
      first,
    );
    this.#end(id, run);
    const { name } = run.scenario;
    this.#parts.notice(name, run.label, 'evicted', 'idle for longest; it begins anew');
  }

  #end(id: string, run: Run): void {
    this.#runs.delete(id);
    this.#parts.over(run);
  }

  /** The runs of a scenario, under one label or under all. */
  matching(name: string, label: string | null = null): Run[] {
    return this.all().filter((run) => run.scenario.name === name && (label === null || run.label === label));
  }

  /** Forgets the runs of a scenario, under one label or under all; answers how many there were. */
  forget(name: string, label: string | null = null): number {
    const matching = new Set(this.matching(name, label));
    const found = [...this.#runs].filter(([, { run }]) => matching.has(run));
    if (label === null) this.radii.renew(name);
    else this.#attempts.delete(label);
    this.#parts.kept?.forget(name, label);
    this.#parts.shared?.forget(name, label);
    for (const [id, { run }] of found) this.#end(id, run);
    return found.length;
  }

  /** Ends every run; answers how many there were. */
  close(): number {
    const found = [...this.#runs];
    for (const [id, { run }] of found) this.#end(id, run);
    return found.length;
  }
}
