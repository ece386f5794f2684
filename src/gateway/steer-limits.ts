import { ControlError, type LimitLevels, type LimitSetting, type Scope } from '../control/steering.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { SteeredLimits, Unsettable } from '../engine/steered-limits.ts';
import { unknownName } from '../lib/nearest.ts';
import type { LimitLevel } from '../model/limit-level.ts';
import type { Run, Runs } from './runs.ts';

export interface LimitParts {
  readonly runs: Runs;
  find(scope: Scope): Promise<CompiledScenario>;
  notice(scenario: string, says: string, label?: string): void;
}

/** Most runs whose limits are listed: each label has limits of its own. */
const maxRuns = 100;

interface LimitedRun {
  readonly run: Run;
  readonly limits: SteeredLimits;
}

/** Why a level is not set, and the status that says so. */
function refusalOf(unset: Unsettable, { limit: id, key, remaining }: LimitSetting): ControlError {
  switch (unset.why) {
    case 'unknown-limit':
      return new ControlError(404, unknownName('limit', id, unset.known));
    case 'counts-answers':
      return new ControlError(
        409,
        `limit "${id}" counts the answers that are under way, which only their end changes; end them`,
      );
    case 'fills-by-itself':
      return new ControlError(409, `limit "${id}" is no wallet, so that time fills it; set what remains`);
    case 'too-much':
      return new ControlError(
        400,
        `remaining: ${remaining} is more than the whole limit; expected at most ${unset.amount}`,
      );
    case 'not-by-key':
      return new ControlError(400, `key: limit "${id}" counts all requests together; leave the key out`);
    case 'ambiguous-key':
      return new ControlError(
        409,
        `key: several keys look like ${key} once masked; give the key as it is sent`,
      );
    case 'unknown-key':
      return new ControlError(
        404,
        'key: no such key is in use; give one that is listed, or the key as it is sent',
      );
  }
}

/** Reads and sets the levels of limits while requests are under way. */
export class LimitSteering {
  readonly #parts: LimitParts;

  constructor(parts: LimitParts) {
    this.#parts = parts;
  }

  /** The limited runs of a scope, also the one that no request has begun so far. */
  async #runsOf(scope: Scope): Promise<LimitedRun[]> {
    const { runs, find } = this.#parts;
    const compiled = await find(scope);
    const { name, countedLimits } = compiled.scenario;
    if (countedLimits.length === 0) return [];
    runs.beginKept(compiled);
    if (runs.matching(name, scope.label).length === 0) runs.of(compiled, scope.label ?? '');
    return runs.matching(name, scope.label).flatMap((run) => {
      const { limits } = run.engine;
      return limits === null ? [] : [{ run, limits }];
    });
  }

  async list(scope: Scope, keys: number): Promise<LimitLevels> {
    const all = await this.#runsOf(scope);
    const listed = all.slice(0, maxRuns);
    const limits = listed.flatMap(({ run, limits: of }) => {
      const { scenario, label, redactor } = run;
      return of
        .levels(keys, redactor)
        .map((level): LimitLevel => ({ scenario: scenario.name, label, ...level }));
    });
    return { limits, otherRuns: all.length - listed.length };
  }

  /** Answers under how many keys; refuses where there is none in any run. */
  async set(scope: Scope, setting: LimitSetting): Promise<number> {
    const { limit: id, key, remaining } = setting;
    const { notice } = this.#parts;
    const all = await this.#runsOf(scope);
    let changed = 0;
    let refused = all.length === 0 ? refusalOf({ why: 'unknown-limit', known: [] }, setting) : null;
    for (const { run, limits } of all) {
      const { redactor, scenario, label } = run;
      const set = limits.set(id, key, remaining, redactor);
      if ('why' in set) refused = refusalOf(set, setting);
      else {
        changed += set.changed;
        const under = set.under === '' ? '' : ` under ${set.under}`;
        notice(scenario.name, `limit ${id}: ${remaining} left${under}, as it was set`, label);
      }
    }
    if (refused !== null && changed === 0) throw refused;
    return changed;
  }
}
