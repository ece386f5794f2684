import { ControlError, type Scope, type ShownRule } from '../control/steering.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { describeWhen } from '../engine/describe-when.ts';
import { unknownName } from '../lib/nearest.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { FaultList, Rule, Scenario } from '../model/scenario.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { ChangedRules, type ControlledRule } from './changed-rules.ts';
import type { Library } from './library.ts';
import type { Runs } from './runs.ts';

export interface RuleParts {
  readonly library: Library;
  readonly runs: Runs;
  /** Ends idle connections: they would miss rules for connections. */
  closeIdle(): void;
}

/** What a mistake in the body of a request is in. */
const inBody = 'body';

/** `error status=429 + latency ms=50`; `ok`: nothing. */
function describeFaults(faults: FaultList): string {
  const names = faults.map(({ fault, params }) => {
    const simple = Object.entries(params).filter(([, value]) => typeof value !== 'object');
    return [fault, ...simple.map(([name, value]) => `${name}=${String(value)}`)].join(' ');
  });
  return names.length === 0 ? 'ok' : hideSecrets(names.join(' + '));
}

function shown({ rule, state, origin }: ControlledRule, { platform }: PlatformInUse): ShownRule {
  const { id, subject, when, injection } = rule;
  const items = injection.kind === 'faults' ? [injection.faults] : injection.items;
  return {
    ...{ id, state, origin, subject },
    when: describeWhen(when, 'always', platform.credential.headers),
    injects: items.map(describeFaults),
  };
}

/** The rules of a scope as they are, and how they become others. */
interface Held {
  readonly held: readonly ControlledRule[];
  readonly inUse: PlatformInUse;
}

/** What a change may use; reading rules needs YAML and the faults, which a healthy start does not. */
type Change = Held & { readonly names: Scenario } & typeof import('../scenario/load-rule.ts');

/** Changes rules while requests are under way. */
export class RuleSteering {
  readonly #parts: RuleParts;
  readonly #changedRules = new ChangedRules();
  /** Scenarios whose rules were changed, as their files have them. */
  readonly #files = new Map<string, CompiledScenario>();

  constructor(parts: RuleParts) {
    this.#parts = parts;
  }

  async find({ scenario }: Scope): Promise<CompiledScenario> {
    const { library } = this.#parts;
    const found = scenario === null ? library.primary : await library.find(scenario);
    if (found === null) throw new ControlError(404, unknownName('scenario', scenario ?? '', library.names()));
    return found;
  }

  async #heldOf(scope: Scope): Promise<Held & { readonly file: CompiledScenario }> {
    const found = await this.find(scope);
    const { name, inUse } = found.scenario;
    const file = this.#files.get(name) ?? found;
    const held = this.#changedRules.of({ scenario: name, label: scope.label }, file.scenario.rules);
    return { held, inUse, file };
  }

  async list(scope: Scope): Promise<readonly ShownRule[]> {
    const { held, inUse } = await this.#heldOf(scope);
    return held.map((each) => shown(each, inUse));
  }

  /** A connection is decided on before its URL is known. */
  #refuseConnectionRules({ label, scenario }: Scope, added: readonly ControlledRule[]): void {
    const { name } = this.#parts.library.primary.scenario;
    const isDefault = label === null && (scenario === null || scenario === name);
    const rule = added.find((each) => each.rule.subject === 'connection')?.rule;
    if (isDefault || rule === undefined) return;
    const reason = 'a connection is decided on before the scenario and the label of its requests are known';
    throw new ControlError(409, `rule "${rule.id}" is for connections: ${reason}; leave both out`);
  }

  /** Answers the rules as they are now. */
  async #change(scope: Scope, change: (before: Change) => readonly ControlledRule[]): Promise<Held> {
    const [{ compileScenario }, { readRule, readRules }] = await Promise.all([
      import('../engine/engine.ts'),
      import('../scenario/load-rule.ts'),
    ]);
    const { held, inUse, file } = await this.#heldOf(scope);
    // Nothing is awaited below, so that two changes at once are made one after the other.
    const next = change({ held, inUse, names: file.scenario, readRule, readRules });
    this.#refuseConnectionRules(
      scope,
      next.filter(({ rule }) => !file.scenario.rules.includes(rule)),
    );
    const { name } = file.scenario;
    this.#files.set(name, file);
    this.#changedRules.set({ scenario: name, label: scope.label }, next);
    const rules = next.filter(({ state }) => state === 'on').map(({ rule }) => rule);
    this.#play(scope, compileScenario({ ...file.scenario, rules }));
    return { held: next, inUse };
  }

  #play({ label }: Scope, revised: CompiledScenario): void {
    const { library, runs, closeIdle } = this.#parts;
    const { name } = revised.scenario;
    if (label === null) library.replace(revised);
    else runs.setVersion(name, label, revised);
    for (const run of runs.matching(name, label))
      if (label !== null || !this.#changedRules.has({ scenario: name, label: run.label }))
        run.revise(revised);
    if (revised.hasConnectionRules) closeIdle();
  }

  /** Adds a rule in front of the others, or in the place of one (`id`). */
  async put(scope: Scope, text: string, id: string | null): Promise<ShownRule> {
    const { held, inUse } = await this.#change(scope, ({ held: before, names, readRule }) => {
      if (id !== null) heldBy(before, id);
      const others = before.filter(({ rule }) => rule.id !== id);
      const read = readRule(text, inBody, names, new Set(others.map((each) => each.rule.id)));
      const rule = id === null ? read : { ...read, id };
      const added = { rule, state: 'on', origin: 'control' } as const;
      return id === null ? [added, ...before] : before.map((each) => (each.rule.id === id ? added : each));
    });
    return shown(id === null ? (held[0] as ControlledRule) : heldBy(held, id), inUse);
  }

  async replaceAll(scope: Scope, text: string): Promise<readonly ShownRule[]> {
    const { held, inUse } = await this.#change(scope, ({ names, readRules }) =>
      readRules(text, inBody, names).map((rule: Rule) => ({ rule, state: 'on', origin: 'control' })),
    );
    return held.map((each) => shown(each, inUse));
  }

  async switch(scope: Scope, id: string, state: 'on' | 'off'): Promise<ShownRule> {
    const { held, inUse } = await this.#change(scope, ({ held: before }) => {
      heldBy(before, id);
      return before.map((each) => (each.rule.id === id ? { ...each, state } : each));
    });
    return shown(heldBy(held, id), inUse);
  }

  async remove(scope: Scope, id: string): Promise<ShownRule> {
    const { held } = await this.#heldOf(scope);
    const removed = heldBy(held, id);
    const { inUse } = await this.#change(scope, (before) => before.held.filter(({ rule }) => rule.id !== id));
    return shown(removed, inUse);
  }

  /** Back to the rules of the file. */
  restore(scenario: string, label: string | null): void {
    const file = this.#files.get(scenario);
    if (file === undefined) return;
    const { library, runs } = this.#parts;
    this.#changedRules.forget({ scenario, label });
    runs.forgetVersions(scenario, label);
    if (label === null) {
      library.replace(file);
      this.#files.delete(scenario);
    }
    const now = label === null ? file : library.find(scenario);
    for (const run of runs.matching(scenario, label))
      if (now !== null && !(now instanceof Promise)) run.revise(now);
  }

  /** The scenario was read again: its rules are those of the file. */
  forget(scenario: string): void {
    this.#files.delete(scenario);
    this.#changedRules.forget({ scenario, label: null });
    this.#parts.runs.forgetVersions(scenario, null);
  }
}

function heldBy(held: readonly ControlledRule[], id: string): ControlledRule {
  const found = held.find(({ rule }) => rule.id === id);
  const ids = held.map(({ rule }) => rule.id);
  if (found === undefined) throw new ControlError(404, unknownName('rule', id, ids));
  return found;
}
