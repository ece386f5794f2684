import { actsBefore, type BodyNeed, type ConnectionFault, type RequestFault } from '../faults/fault.ts';
import { faults, findFault } from '../faults/index.ts';
import type { Clock } from '../lib/clock.ts';
import { type Luck, luckOf } from '../lib/luck.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { ActsBefore, BoundFault } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { FaultUse, Rule, Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import { faultListsOf } from './fault-lists.ts';

/** Identifies an injection; also the key of its random draws. */
export interface InjectionKey {
  readonly rule: string;
  /** Number of earlier injections of the rule for the same `per:` value. */
  readonly injection: number;
  /** Request fingerprint, and its number of earlier occurrences: the key of chance. */
  readonly fingerprint: string;
  readonly occurrence: number;
}

export interface BoundRequestFault extends BoundFault<AsyncIterable<Step>> {
  /** Position in the fixed order of composition: that of the registry, which goes by layers. */
  readonly rank: number;
}

/** Binds faults of a scenario, as name and parameters, to a request or connection. */
export interface FaultBinder {
  request(use: FaultUse, facts: RequestFacts, key: InjectionKey): BoundRequestFault;
  connection(use: FaultUse, facts: ConnectionFacts, key: InjectionKey): BoundFault<ConnectionPlan>;
}

function requestFaultOf({ fault: name }: FaultUse): RequestFault {
  const fault = findFault(name);
  if (fault?.subject !== 'request') throw new Error(`no request fault is registered as ${name}`);
  return fault;
}

function connectionFaultOf({ fault: name }: FaultUse): ConnectionFault {
  const fault = findFault(name);
  if (fault?.subject !== 'connection') throw new Error(`no connection fault is registered as ${name}`);
  return fault;
}

/**
 * Whether the fault needs an uncompressed answer. The answer to HEAD has no body, but names the coding of
 * one.
 */
function readsPlain({ layer }: RequestFault, { method }: RequestFacts): boolean {
  return (layer === 'body' || layer === 'stream') && method !== 'HEAD';
}

/** What a fault comes before. */
function beforeOf({ fault: name, params }: FaultUse): ActsBefore | null {
  const fault = findFault(name);
  return fault === undefined ? null : actsBefore(fault, params);
}

export function createFaultBinder(scenario: Scenario, clock: Clock): FaultBinder {
  const { seed, name, inUse, limits } = scenario;
  const luck = (key: InjectionKey, fault: string): Luck =>
    luckOf(seed, name, key.rule, key.fingerprint, key.occurrence, fault);
  return {
    request(use, facts, key) {
      const fault = requestFaultOf(use);
      const before = beforeOf(use);
      const own = { params: use.params, injection: key.injection, luck: luck(key, use.fault) };
      const context = { ...own, facts, inUse, clock, hangMs: limits.hangMs };
      return {
        name: fault.name,
        // Read by `explain` alone.
        get says() {
          return fault.explain(use.params);
        },
        rank: faults.indexOf(fault),
        ...(readsPlain(fault, facts) ? { bytes: 'plain' } : {}),
        ...(fault.effect === 'replaces' ? { effect: fault.effect, answer: () => fault.answer(context) } : {}),
        ...(before === null ? {} : { before }),
        apply: (steps) => fault.apply(steps, context),
      };
    },
    connection(use, facts, key) {
      const fault = connectionFaultOf(use);
      const own = { params: use.params, facts, luck: luck(key, use.fault), hangMs: limits.hangMs };
      return { name: fault.name, says: fault.explain(use.params), apply: (plan) => fault.apply(plan, own) };
    },
  };
}

/** Why the faults of a rule need the request's body. */
export function bodyNeeds(rule: Rule): readonly BodyNeed[] {
  const uses = faultListsOf(rule).flat();
  return uses.map((use) => findFault(use.fault)?.needsBody?.(use.params) ?? 'nothing');
}

/** Whether some rule may act before the request's body is read. */
export function hasEarlyFaults({ rules }: Pick<Scenario, 'rules'>): boolean {
  return rules
    .flatMap(faultListsOf)
    .flat()
    .some((use) => beforeOf(use) !== null);
}
