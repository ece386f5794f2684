import type { Engine } from '../../src/engine/compiled-scenario.ts';
import { compileScenario } from '../../src/engine/engine.ts';
import type { Moment } from '../../src/engine/moment.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../../src/model/facts.ts';
import type { PlatformInUse } from '../../src/model/platform.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { Step } from '../../src/model/step.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { fixedClock } from './clock.ts';
import { connectionFacts, requestFacts, type Sent } from './facts.ts';

const read = new Map<string, Promise<Scenario>>();

/** A scenario by its text, under the name `s`; the same text is read once. */
export function scenarioOf(text: string): Promise<Scenario> {
  const known = read.get(text) ?? loadScenario(text, 's.yaml', {}, {}, () => '1');
  read.set(text, known);
  return known;
}

/** A scenario's engine, asked without a socket. */
export interface Asked {
  readonly scenario: Scenario;
  readonly inUse: PlatformInUse;
  readonly engine: Engine;
  decide(sent?: Sent, elapsedMs?: number): Decision<AsyncIterable<Step>>;
  decideFacts(facts: RequestFacts, elapsedMs?: number): Decision<AsyncIterable<Step>>;
  /** Names of the faults that a connection meets. */
  welcome(facts?: Partial<ConnectionFacts>, elapsedMs?: number, moment?: Moment): readonly string[];
  foresees(facts?: Partial<ConnectionFacts>, elapsedMs?: number): boolean;
  /** Each rule that matched: `fired`, `skipped`, `lost`. */
  outcome(sent?: Sent, elapsedMs?: number): Readonly<Record<string, string>>;
  /** Ids of the rules that fired. */
  fired(sent?: Sent, elapsedMs?: number): string;
}

export async function engineOf(text: string, clock: Clock = fixedClock()): Promise<Asked> {
  const scenario = await scenarioOf(text);
  const { inUse } = scenario;
  const engine = compileScenario(scenario).createEngine(clock);
  const decide: Asked['decide'] = (sent = {}, elapsedMs = 0) =>
    engine.decide(requestFacts(inUse, sent), elapsedMs);
  return {
    ...{ scenario, inUse, engine, decide },
    decideFacts: (facts, elapsedMs = 0) => engine.decide(facts, elapsedMs),
    welcome: (facts = {}, elapsedMs = 0, moment = 'accept') =>
      engine.welcome({ ...connectionFacts, ...facts }, elapsedMs, moment).faults.map(({ name }) => name),
    foresees: (facts = {}, elapsedMs = 0) =>
      engine.affectsNextConnection({ ...connectionFacts, ...facts }, elapsedMs),
    outcome: (sent, elapsedMs) =>
      Object.fromEntries(decide(sent, elapsedMs).rules.map(({ rule, outcome }) => [rule, outcome])),
    fired: (sent, elapsedMs) =>
      decide(sent, elapsedMs)
        .rules.filter(({ outcome }) => outcome === 'fired')
        .map(({ rule }) => rule)
        .join(),
  };
}

/** A rule's text as the only one of a scenario. */
export function oneRule(lines: string, rest = 'seed: 42'): string {
  return `${rest}\nrules:\n  - ${lines.trim().replaceAll('\n', '\n    ')}\n`;
}
