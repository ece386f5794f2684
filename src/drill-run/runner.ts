import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { formatDuration } from '../lib/units.ts';
import type { DrillFile, DrillStage } from '../model/drill-file.ts';
import type { DrillRecord, DrillStop, ProbeResult, StageEnd, StopKind } from '../model/drill-record.ts';
import type { Outside } from '../probes/probe.ts';
import type { DrillGateway } from './gateway-port.ts';
import { HeldDrill } from './held-drill.ts';
import { Observer } from './observer.ts';
import type { DrillNews, Person } from './person.ts';
import { type Played, recordOf } from './record.ts';
import { Waits } from './waits.ts';

export interface RunnerParts {
  readonly drill: DrillFile;
  readonly gateways: readonly DrillGateway[];
  readonly clock: Clock;
  readonly outside: Outside;
  readonly person: Person;
  readonly version: string;
  /** As reports show it; `null`: none is run. */
  readonly command: readonly string[] | null;
  /** Aborted when the command has ended by itself. */
  readonly commandEnded: AbortSignal;
  tell(news: DrillNews): void;
}

/** Behind them the recovery is watched; the others end the drill without a wait. */
const watchedStops: readonly StopKind[] = ['condition', 'cap'];

/** Carries out one drill on its gateways; a `Runner` runs once. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #observer: Observer;
  readonly #waits: Waits;
  readonly #beganAt: number;
  readonly #played: Played[] = [];
  #before: readonly ProbeResult[] = [];
  #held: HeldDrill | null = null;
  #stop: DrillStop | null = null;
  #hasFaults: DrillStop['begun'] = 'no';
  #faultsEndedAt: number | null = null;
  /** The open stage that plays; a signal ends it, and not the drill. */
  #open: { state: 'playing' | 'over' } | null = null;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#waits = new Waits(parts.clock);
    this.#beganAt = parts.clock.now();
    this.#observer = new Observer({ ...parts, beganAt: this.#beganAt });
  }

  /** Rejects where the drill cannot begin on every gateway. */
  async run(): Promise<DrillRecord> {
    const { person, clock, drill, commandEnded } = this.#parts;
    const unsubscribe = person.onSignal(() => this.#onSignal());
    const uncap = clock.after(drill.capMs, () =>
      this.#halt('cap', `its cap of ${formatDuration(drill.capMs)} is over`),
    );
    const onEnd = () => this.#halt('command-ended', 'the command ended before the drill did');
    commandEnded.addEventListener('abort', onEnd);
    try {
      await this.#play();
      return await recordOf({
        ...{ parts: this.#parts, observer: this.#observer, waits: this.#waits, beganAt: this.#beganAt },
        ...{ before: this.#before, played: this.#played, stop: this.#stop },
        ...{ figures: this.#held?.figures ?? { hit: 0, heldBack: {} }, faultsEndedAt: this.#faultsEndedAt },
      });
    } finally {
      unsubscribe();
      uncap();
      commandEnded.removeEventListener('abort', onEnd);
    }
  }

  async #play(): Promise<void> {
    const { drill, gateways, clock } = this.#parts;
    this.#checkConditions(await this.#observer.readAll());
    if (this.#stop !== null) return;
    this.#held = await HeldDrill.begin(drill, gateways, {
      clock,
      onLoss: ({ kind, because }) => this.#halt(kind, because),
    });
    try {
      for (const stage of drill.stages) {
        if (this.#stop === null) await this.#prepare(stage);
        if (this.#stop !== null) break;
        await this.#enter(stage);
      }
    } finally {
      await this.#end();
    }
    if (this.#isWatched()) await this.#watchRecovery();
  }

  #isWatched(): boolean {
    return this.#stop !== null && watchedStops.includes(this.#stop.kind);
  }

  /** What has to be true before it may begin. */
  async #prepare(stage: DrillStage): Promise<void> {
    if (stage.begins === 'confirmed' && (await this.#parts.person.confirms(stage.name)) === 'no')
      this.#halt('not-confirmed', `nobody confirmed stage "${stage.name}"`);
    if (stage.rulesText === null || this.#hasFaults === 'yes' || this.#stop !== null) return;
    const results = await this.#observer.readAll();
    this.#checkConditions(results);
    this.#before = results.filter(({ probe }) => this.#parts.drill.steadyState.includes(probe));
    const unsteady = this.#before.find(({ outcome }) => outcome !== 'held');
    if (unsteady !== undefined)
      this.#halt(
        'steady-state',
        `probe "${unsteady.probe}" of the steady state is ${unsteady.outcome} before the first fault: ` +
          unsteady.says,
      );
  }

  async #enter(stage: DrillStage): Promise<void> {
    if (stage.rulesText === null && this.#hasFaults === 'yes')
      this.#faultsEndedAt ??= this.#parts.clock.now();
    if (stage.rulesText !== null) [this.#hasFaults, this.#faultsEndedAt] = ['yes', null];
    try {
      await this.#held?.enter(stage);
    } catch (error) {
      await this.#held?.look();
      this.#halt('gateway-lost', `stage "${stage.name}" could not be entered: ${messageOf(error)}`);
    }
    await this.#watch(stage, () => this.#stop !== null);
  }

  async #end(): Promise<void> {
    const stop = this.#stop;
    await this.#held?.end(stop === null ? 'completed' : 'stopped', stop?.because ?? null);
    if (this.#hasFaults === 'yes') this.#faultsEndedAt ??= this.#parts.clock.now();
  }

  /** The faults have ended; its stages are played to their end, without a gateway. */
  async #watchRecovery(): Promise<void> {
    let isOver = false;
    const unsubscribe = this.#parts.person.onSignal(() => {
      isOver = true;
      this.#waits.wake();
    });
    for (const stage of this.#parts.drill.stages)
      if (stage.role === 'recovery' && !isOver) await this.#watch(stage, () => isOver);
    unsubscribe();
  }

  /** Reads the probes until the stage is over. */
  async #watch(stage: DrillStage, isEnded: () => boolean): Promise<void> {
    const { clock, drill, tell } = this.#parts;
    const { length, name } = stage;
    const from = clock.now();
    const most = length.kind === 'for' ? length.ms : length.kind === 'until' ? length.atMostMs : null;
    const until = from + (most ?? Number.POSITIVE_INFINITY);
    this.#open = length.kind === 'open' ? { state: 'playing' } : null;
    tell({ kind: 'stage', name, says: `${stage.rules.length} rules, ${describeLength(stage)}` });
    let end: StageEnd | null = null;
    while (end === null) {
      await this.#waits.sleep(Math.max(0, Math.min(drill.everyMs, until - clock.now())));
      const results = await this.#look();
      if (isEnded()) end = 'drill-ended';
      else if (this.#open?.state === 'over') end = 'person';
      else if (
        length.kind === 'until' &&
        results.some((each) => each.probe === length.probe && each.outcome === 'held')
      )
        end = 'probe';
      else if (clock.now() >= until) end = 'time';
    }
    this.#open = null;
    this.#played.push({ stage, from, to: clock.now(), end });
  }

  async #look(): Promise<readonly ProbeResult[]> {
    await this.#held?.look();
    const results = await this.#observer.readAll();
    if (this.#stop === null) this.#checkConditions(results);
    const said = results.map(({ probe, outcome }) => `${probe} ${outcome}`);
    this.#parts.tell({ kind: 'look', says: said.join(', ') });
    return results;
  }

  #checkConditions(results: readonly ProbeResult[]): void {
    const { stopConditions } = this.#parts.drill;
    if (stopConditions.kind === 'none') return;
    for (const { when, probe } of stopConditions.conditions) {
      const found = results.find((result) => result.probe === probe && result.outcome === when);
      if (found === undefined) continue;
      const already = this.#hasFaults === 'yes' ? '' : ', before the first fault';
      this.#halt('condition', `stop condition "${probe}" is ${when}${already}: ${found.says}`);
    }
  }

  #onSignal(): void {
    if (this.#open?.state === 'playing') {
      this.#open.state = 'over';
      this.#waits.wake();
    } else this.#halt('interrupted', 'a person ended it');
  }

  /** The first reason counts; faults end at once. */
  #halt(kind: StopKind, because: string): void {
    if (this.#stop !== null) return;
    const atMs = Math.round(this.#parts.clock.now() - this.#beganAt);
    this.#stop = { kind, because, atMs, begun: this.#hasFaults };
    this.#parts.tell({ kind: 'stop', says: because });
    // Not behind a probe that may still be waiting for its answer.
    void this.#held?.end('stopped', because);
    this.#waits.wake();
  }
}

function describeLength({ length }: DrillStage): string {
  if (length.kind === 'open') return 'until a person ends it';
  if (length.kind === 'for') return `for ${formatDuration(length.ms)}`;
  const most = length.atMostMs === null ? '' : `, at most ${formatDuration(length.atMostMs)}`;
  return `until probe "${length.probe}" is held${most}`;
}
