import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import { type Attempts, createAttempts, maxFailed } from '../request/attempts.ts';
import { Radii } from './radii.ts';
import { PlayedRun, type Run, type RunsParts } from './run.ts';

/** Runs kept at a time; the one that was idle for longest makes room. */
const maxRuns = 1_000;

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
    const attempts =
      label === '' ? createAttempts() : this.#attempts.ensure(label, () => createAttempts(maxFailed.ofLabel));
    const shared = { ...this.#parts, attempts, radii: this.radii };
    const run = new PlayedRun(this.#versions.get(id) ?? compiled, label, shared);
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
