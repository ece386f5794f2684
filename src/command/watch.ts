import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { describeReload } from '../gateway/continued-scenario.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { readScenario } from '../gateway/library.ts';
import { ruledAlone } from '../gateway/read-scenarios.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { repeat } from '../lib/repeat.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { scenarioName } from '../scenario/name.ts';
import { sourcesOf } from '../scenario/sources.ts';
import { hideSecrets } from '../secrets/redact.ts';
import type { NamedFiles } from './named-files.ts';
import { lookMs, SettledChange } from './settled-change.ts';
import { contentOf, type LookParts } from './watch-files.ts';

/** Milliseconds after which a file that was refused is read again, whatever it says that it depends on. */
const refusedMs = 1_000;

export interface WatchParts extends LookParts {
  readonly given: Pick<NamedFiles, 'now'>;
  readonly overrides: ScenarioOverrides;
  readonly gateway: Pick<Gateway, 'replace' | 'refuseReload'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly read: typeof readScenario;
}

/** A file that is looked at, and what was made of it. */
interface Watched {
  readonly file: string;
  /** The last good version; `null`: there was none. */
  compiled: CompiledScenario | null;
  change: SettledChange;
  /** Why the file was refused, and when; `null`: it was not. */
  refused: { readonly message: string; readonly at: number } | null;
}

/** Reads scenarios again when their files, or files that they are made of, have another content. */
export class ScenarioWatch {
  readonly #parts: WatchParts;
  readonly #overridesFor: (file: string) => ScenarioOverrides;
  readonly #watched = new Map<string, Watched>();

  constructor(scenarios: readonly [CompiledScenario, ...CompiledScenario[]], parts: WatchParts) {
    this.#parts = parts;
    const [first] = scenarios;
    this.#overridesFor = ruledAlone(first.scenario.file, parts.overrides);
    for (const compiled of scenarios) this.#add(compiled.scenario.file, compiled);
  }

  /** Answers what ends it. */
  start(): () => void {
    return repeat(this.#parts.clock, lookMs, (ended) => this.look(ended));
  }

  /** Looks once at every file. */
  async look(ended?: AbortSignal): Promise<void> {
    const files = this.#parts.given.now();
    for (const file of files) if (!this.#watched.has(file)) this.#add(file, null);
    for (const watched of [...this.#watched.values()]) {
      if (ended?.aborted === true) return;
      if (await this.#isDue(watched)) await this.#read(watched, files);
    }
  }

  #add(file: string, compiled: CompiledScenario | null): void {
    // The first look finds a change: what was written since the start was read is not missed.
    this.#watched.set(file, { file, compiled, change: new SettledChange(), refused: null });
  }

  async #isDue({ file, compiled, change, refused }: Watched): Promise<boolean> {
    const { clock } = this.#parts;
    const sources = compiled === null ? [file] : [file, ...sourcesOf(compiled.scenario)];
    const found = await contentOf([...new Set(sources)], this.#parts);
    const now = clock.now();
    return change.look(found, now) === 'settled' || (refused !== null && now - refused.at >= refusedMs);
  }

  async #read(watched: Watched, files: readonly string[]): Promise<void> {
    const { file, compiled: before } = watched;
    try {
      const compiled = await this.#parts.read(file, this.#overridesFor(file), before?.scenario);
      this.#refuseTwin(file, files);
      this.#take(watched, compiled);
      watched.refused = null;
    } catch (error) {
      this.#refuse(watched, hideSecrets(messageOf(error)));
    }
  }

  /** Of two files with the name of one scenario the first is played; one that is gone gives way. */
  #refuseTwin(file: string, files: readonly string[]): void {
    const name = scenarioName(file);
    for (const [other, { compiled }] of this.#watched) {
      if (other === file || compiled?.scenario.name !== name) continue;
      if (files.includes(other)) throw new Error(`${other} has the same name; rename one of them`);
      this.#watched.delete(other);
    }
  }

  #take(watched: Watched, compiled: CompiledScenario): void {
    const { gateway, log } = this.#parts;
    const { compiled: before, file, refused } = watched;
    const { name } = compiled.scenario;
    const changes = before === null ? null : describeReload(before.scenario, compiled.scenario);
    const news = before === null ? `new; /@${name} plays it` : changes && `read again: ${changes}`;
    if (news !== null) gateway.replace(compiled, news);
    watched.compiled = compiled;
    const says = news ?? (refused === null ? null : 'read again: it is as it was before it was refused');
    if (says !== null) log.info({ scenario: name }, `${file}: ${says}`);
  }

  #refuse(watched: Watched, message: string): void {
    const { gateway, log, clock } = this.#parts;
    const { file, refused, compiled } = watched;
    watched.refused = { message, at: clock.now() };
    if (refused?.message === message) return;
    const name = scenarioName(file);
    gateway.refuseReload(name, message);
    const stays = compiled === null ? 'not used' : 'not used; the last good version goes on';
    log.warn({ scenario: name }, `${message}\n${file}: ${stays}`);
  }
}
