import { createRedactor, type Redactor } from './journal/redact.ts';
import type { Clock } from './lib/clock.ts';
import type { Scenario } from './model/scenario.ts';
import { type Attempts, createAttempts } from './request/attempts.ts';
import { createRouter, type RouteMatch } from './request/routes.ts';
import type { Engine, Playable } from './scenario/playable.ts';
import type { Source } from './sources.ts';

/** A scenario under one label: counters, calls and stub state of its own. */
export interface Run {
  readonly scenario: Scenario;
  readonly label: string;
  readonly engine: Engine;
  readonly source: Source;
  /** Whether it has rules for connections. */
  readonly greets: boolean;
  readonly attempts: Attempts;
  readonly route: (path: string) => RouteMatch;
  readonly redactor: Redactor;
  /** How much of a body is read before deciding; `null`: none, it streams at once. */
  readonly readBytes: number | null;
  /** Milliseconds since the scenario began; the first asking begins it. */
  elapsed(now: number): number;
}

/** Runs kept at a time; the one that was idle for longest makes room. */
const maxRuns = 1_000;

export interface RunsParts {
  readonly clock: Clock;
  sourceOf(scenario: Scenario): Source;
  /** Told of a run that made room. */
  evicted(run: Run): void;
}

function makeRun(
  { scenario, needsBody, greets, createEngine }: Playable,
  label: string,
  parts: RunsParts,
): Run {
  const { clock, sourceOf } = parts;
  let began = scenario.stages.length > 0 ? clock.now() : null;
  const source = sourceOf(scenario);
  const inspected = needsBody ? scenario.limits.inspect : null;
  return {
    scenario,
    label,
    engine: createEngine(clock),
    source,
    greets,
    readBytes: source.kind === 'stub' ? scenario.limits.body : inspected,
    attempts: createAttempts(),
    route: createRouter(scenario.inUse.platform),
    redactor: createRedactor([scenario.inUse.platform]),
    elapsed(now) {
      began ??= now;
      return now - began;
    },
  };
}

/** The runs that are under way, found by scenario and label. */
export class Runs {
  readonly #parts: RunsParts;
  readonly #runs = new Map<string, { readonly run: Run; usedAt: number }>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  of(playable: Playable, label: string): Run {
    const { name } = playable.scenario;
    const id = label === '' ? name : `${name}.${label}`;
    const known = this.#runs.get(id);
    if (known !== undefined) {
      known.usedAt = this.#parts.clock.now();
      return known.run;
    }
    if (this.#runs.size >= maxRuns) this.#makeRoom();
    const run = makeRun(playable, label, this.#parts);
    this.#runs.set(id, { run, usedAt: this.#parts.clock.now() });
    return run;
  }

  #makeRoom(): void {
    const labelled = [...this.#runs].filter(([, { run }]) => run.label !== '');
    const [first, ...rest] = labelled;
    if (first === undefined) return;
    const [id, { run }] = rest.reduce(
      (idlest, other) => (other[1].usedAt < idlest[1].usedAt ? other : idlest),
      first,
    );
    this.#runs.delete(id);
    this.#parts.evicted(run);
  }

  /** Forgets the runs of a scenario that was replaced; answers how many there were. */
  forget(name: string): number {
    const ids = [...this.#runs].filter(([, { run }]) => run.scenario.name === name).map(([id]) => id);
    for (const id of ids) this.#runs.delete(id);
    return ids.length;
  }
}
