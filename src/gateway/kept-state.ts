import { createHash, randomBytes } from 'node:crypto';
import { admissionStamp, restoreAdmission, saveAdmission } from '../admission/state/admission-state.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { FaultControl } from './fault-control.ts';
import type { Run } from './run.ts';
import { type KeptRun, readState, writeState } from './state-file.ts';

export interface KeptParts {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose latch is kept too. */
  readonly faults: FaultControl;
  runs(): readonly Run[];
}

/** Milliseconds between two looks at what has changed. */
const everyMs = 2_000;

const nameOf = (scenario: string, label: string) => JSON.stringify([scenario, label]);

/**
 * Keeps the usage of limits, keys and replicas, and that faults are stopped, in a file, in which keys are
 * digests alone.
 */
export class KeptState {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #runs: () => readonly Run[];
  readonly #faults: FaultControl;
  readonly #salt: string;
  /** Runs that were kept and that no request has begun since the start. */
  readonly #waiting = new Map<string, KeptRun>();
  #written = '';
  #cancel: () => void = () => {};
  /** One after the other, since each of them writes beside the file. */
  #writing = Promise.resolve();
  #state: 'open' | 'closed' = 'open';

  /** Throws `UsageError` where the file is damaged. */
  constructor({ file, clock, log, faults, runs }: KeptParts) {
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
    this.#runs = runs;
    this.#faults = faults;
    const kept = readState(file);
    faults.latch ??= kept?.latch ?? null;
    faults.kept = () => this.#writeSoon();
    this.#salt = kept?.salt ?? randomBytes(16).toString('hex');
    for (const run of kept?.runs ?? []) this.#waiting.set(nameOf(run.scenario, run.label), run);
  }

  readonly #digestOf = (key: string) => createHash('sha256').update(this.#salt).update(key).digest('hex');

  /** Writes once, so that a file that cannot be written is known at the start. */
  async start(): Promise<void> {
    try {
      await this.#write();
    } catch (error) {
      throw new UsageError(
        `Failed to write --state ${this.#file}: ${errorCode(error)}; ` +
          'name a file in a folder that exists and that you may write to',
      );
    }
    this.#later();
  }

  #later(): void {
    if (this.#state === 'open')
      this.#cancel = this.#clock.after(everyMs, () => void this.#writeSoon().then(() => this.#later()));
  }

  /** Changes whenever something does that is kept. */
  #stamp(): string {
    const ofRuns = this.#runs().map(({ scenario, label, engine, admission }) => [
      nameOf(scenario.name, label),
      engine.limits?.changes,
      admissionStamp(admission),
    ]);
    return JSON.stringify([[...this.#waiting.keys()], ofRuns, this.#faults.latch]);
  }

  async #write(): Promise<void> {
    const stamp = this.#stamp();
    const begun = this.#runs().flatMap((run) => this.#save(run) ?? []);
    const { latch } = this.#faults;
    const runs = [...begun, ...this.#waiting.values()];
    await writeState(this.#file, { salt: this.#salt, runs, ...(latch === null ? {} : { latch }) });
    this.#written = stamp;
  }

  #save({ scenario, label, engine: { limits }, admission: state, redactor: { text } }: Run): KeptRun | null {
    const admission = saveAdmission(state, { digestOf: this.#digestOf, text });
    if (limits === null && admission === null) return null;
    const levels = limits?.save(this.#digestOf) ?? [];
    return { scenario: scenario.name, label, levels, admission };
  }

  #writeSoon(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeChanges());
    return this.#writing;
  }

  async #writeChanges(): Promise<void> {
    if (this.#stamp() === this.#written) return;
    try {
      await this.#write();
    } catch (error) {
      this.#log.error({}, `Failed to write --state ${this.#file}: ${errorCode(error)}; it is tried again`);
    }
  }

  /** A run goes on with what was kept of it. */
  begin({ scenario, label, engine: { limits }, admission }: Run): void {
    const name = nameOf(scenario.name, label);
    const kept = this.#waiting.get(name);
    if (kept === undefined) return;
    this.#waiting.delete(name);
    const others =
      limits === null ? kept.levels.map(({ id }) => id) : limits.restore(kept.levels, this.#digestOf);
    for (const limit of others)
      this.#log.warn(
        { scenario: scenario.name, limit },
        'it is another limit than the one kept; it begins empty',
      );
    const changed =
      kept.admission === null ? [] : restoreAdmission(admission, kept.admission, this.#digestOf);
    for (const id of changed)
      this.#log.warn(
        { scenario: scenario.name, id },
        'it is another key, or another model with replicas, than the one kept; it begins anew',
      );
  }

  /** Labels of the scenario that were kept and that no request has begun. */
  labelsOf(scenario: string): string[] {
    return [...this.#waiting.values()].filter((run) => run.scenario === scenario).map(({ label }) => label);
  }

  /** Under one label or (`null`) under all. */
  forget(scenario: string, label: string | null): void {
    for (const [name, run] of this.#waiting)
      if (run.scenario === scenario && (label === null || run.label === label)) this.#waiting.delete(name);
  }

  /** Writes what has changed, for the last time. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#cancel();
    await this.#writeSoon();
  }
}
