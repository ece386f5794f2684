import {
  ControlError,
  type LimitLevels,
  type LimitSetting,
  type Scope,
  type TopUp,
} from '../control/steering.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { SetLevels, SteeredLimits, Unsettable } from '../engine/steered-limits.ts';
import { unknownName } from '../lib/nearest.ts';
import { formatDecimal } from '../lib/units.ts';
import type { NoticeEntry } from '../model/entry.ts';
import type { LimitLevel } from '../model/limit-level.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

export interface LimitParts {
  readonly runs: Runs;
  find(scope: Scope): Promise<CompiledScenario>;
  notice(scenario: string, says: string, label?: string, notice?: NoticeEntry['notice']): void;
}

/** Most runs whose limits are listed: each label has limits of its own. */
const maxRuns = 100;

interface LimitedRun {
  readonly run: Run;
  readonly limits: SteeredLimits;
}

/** What is done to a limit of each run, and how the journal tells it. */
interface Change {
  of(limited: LimitedRun): Promise<SetLevels | Unsettable>;
  says(under: string): string;
  /** Whether something is left after it. */
  readonly leaves: 'something' | 'nothing';
}

type Asked = Pick<LimitSetting, 'limit' | 'key'>;

/** Why a level is not set, and the status that says so. */
function refusalOf(unset: Unsettable, { limit: id, key }: Asked): ControlError {
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
        `remaining: ${unset.remaining} is more than the whole limit; expected at most ${unset.amount}`,
      );
    case 'no-whole-number':
      return new ControlError(
        400,
        `remaining: limit "${id}" counts ${unset.unit}, of which there are no fractions, not ` +
          `${unset.remaining}; expected a whole number`,
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
    if (compiled.scenario.countedLimits.length === 0) return [];
    return runs.begun(compiled, scope.label).flatMap((run) => {
      const { limits } = run.engine;
      return limits === null ? [] : [{ run, limits }];
    });
  }

  async list(scope: Scope, keys: number): Promise<LimitLevels> {
    const all = await this.#runsOf(scope);
    const listed = all.slice(0, maxRuns);
    const limits = await Promise.all(
      listed.map(async ({ run, limits: of }) => {
        const { scenario, label, redactor } = run;
        const levels = await of.levels(keys, redactor);
        return levels.map((level): LimitLevel => ({ scenario: scenario.name, label, ...level }));
      }),
    );
    return { limits: limits.flat(), otherRuns: all.length - listed.length };
  }

  /** Answers under how many keys it was set. */
  set(scope: Scope, setting: LimitSetting): Promise<number> {
    const { limit: id, key, remaining } = setting;
    return this.#change(scope, setting, {
      of: ({ limits, run }) => limits.set(id, key, remaining, run.redactor),
      says: (under) => `limit ${id}: ${formatDecimal(remaining)} left${under}, as it was set`,
      leaves: remaining > 0 ? 'something' : 'nothing',
    });
  }

  /** Answers under how many keys it was topped up. */
  topUp(scope: Scope, topUp: TopUp): Promise<number> {
    const { limit: id, key, usd } = topUp;
    return this.#change(scope, topUp, {
      of: ({ limits, run }) => limits.topUp(id, key, usd, run.redactor),
      says: (under) => `limit ${id}: topped up by ${formatDecimal(usd)} USD${under}`,
      leaves: 'something',
    });
  }

  /** Answers under how many keys; refuses where there is none in any run. */
  async #change(scope: Scope, asked: Asked, { of, says, leaves }: Change): Promise<number> {
    const all = await this.#runsOf(scope);
    let changed = 0;
    let refused = all.length === 0 ? refusalOf({ why: 'unknown-limit', known: [] }, asked) : null;
    for (const each of all) {
      const { scenario, label } = each.run;
      const set = await of(each);
      if ('why' in set) refused = refusalOf(set, asked);
      else {
        changed += set.changed;
        const under = set.under === '' ? '' : ` under ${set.under}`;
        const isToppedUp = set.freed === 'by-top-up' && leaves === 'something';
        this.#parts.notice(scenario.name, says(under), label, isToppedUp ? 'topped-up' : 'steered');
      }
    }
    if (refused !== null && changed === 0) throw refused;
    return changed;
  }
}
