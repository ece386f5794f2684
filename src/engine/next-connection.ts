import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { FaultList, Rule } from '../model/scenario.ts';
import type { RuleState } from './evaluate-rules.ts';
import { faultListsOf } from './fault-lists.ts';
import { type Counter, insideDuring } from './schedule.ts';

/** A connection like this one, with the next ordinal that the rule can match. */
function nextLike(facts: ConnectionFacts, { when }: Rule): ConnectionFacts {
  const next = facts.connection + 1;
  const ahead = (when.connection ?? []).filter(({ to }) => to >= next).map(({ from }) => from);
  return { ...facts, connection: Math.max(next, ahead.length === 0 ? next : Math.min(...ahead)) };
}

/**
 * Whether they act on the later requests of a connection of HTTP/2 alone, which one that closes would never
 * bring.
 */
export function areOfHttp2(uses: FaultList): boolean {
  return uses.length > 0 && uses.every(({ fault }) => findFault(fault)?.layer === 'http2');
}

/** Whether the rule has injections left, now or later. */
function hasMore({ injection, schedule }: Rule, { injections }: Counter): boolean {
  if (injection.kind === 'faults') return injections < schedule.times;
  const left = injection.then === 'stand-aside' ? injection.items.slice(injections) : injection.items;
  return left.some((faults) => faults.length > 0);
}

/**
 * Whether a rule that counts connections has injections left for clients like this one. A client with a
 * connection pool would otherwise keep its one connection and never meet them. Rules with a chance are not
 * counted, so no number of connections uses them up.
 */
export function hasInjectionsLeft(
  { rule, matcher, counter }: RuleState<ConnectionFacts>,
  facts: ConnectionFacts,
  elapsedMs: number,
): boolean {
  const { schedule } = rule;
  if (areOfHttp2(faultListsOf(rule).flat())) return false;
  if (schedule.chance !== 1 || !insideDuring(schedule, elapsedMs)) return false;
  if (!matcher.matches(nextLike(facts, rule))) return false;
  return hasMore(rule, counter(''));
}
