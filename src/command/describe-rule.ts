import { connectionMatcher, requestMatcher } from '../engine/match.ts';
import { isOrderIndependent } from '../engine/order.ts';
import { findFault } from '../faults/index.ts';
import { formatDuration } from '../lib/units.ts';
import type { Always, FaultList, Rule, Schedule } from '../model/scenario.ts';

function describeFaults(uses: FaultList): string {
  if (uses.length === 0) return 'leave the answer alone';
  return uses.map(({ fault, params }) => findFault(fault)?.explain(params) ?? fault).join(' and ');
}

function describeInjection({ injection }: Rule): string {
  if (injection.kind === 'faults') return describeFaults(injection.faults);
  const items = injection.items.map((item, index) => `${index + 1}. ${describeFaults(item)}`).join('; ');
  const after = {
    'stand-aside': 'then it is skipped',
    repeat: 'then from the start',
    last: 'then the last one again',
  };
  return `${items}; ${after[injection.then]}`;
}

function describeWindow({ fromMs, toMs }: NonNullable<Schedule['during']>): string {
  if (toMs === Number.POSITIVE_INFINITY) return `from ${formatDuration(fromMs)} on`;
  if (fromMs === 0) return `until ${formatDuration(toMs)}`;
  return `from ${formatDuration(fromMs)} until ${formatDuration(toMs)}`;
}

function describeChance(chance: Schedule['chance']): string {
  if (typeof chance === 'number') return `with chance ${chance}`;
  const points = chance.map((point) => `${point.chance} at ${formatDuration(point.atMs)}`);
  return `with a chance of ${points.join(', ')}`;
}

function describeSchedule({ schedule, per }: Rule): string[] {
  const { during, skip, every, chance, times } = schedule;
  const parts: string[] = [];
  if (during !== null) parts.push(describeWindow(during));
  if (skip > 0) parts.push(`not for the first ${skip} matches`);
  const ofWhich = skip > 0 ? ' of the rest' : '';
  if (every > 1) parts.push(`on matches ${every}, ${2 * every}, ${3 * every} and so on${ofWhich}`);
  if (chance !== 1) parts.push(describeChance(chance));
  if (times !== Number.POSITIVE_INFINITY) parts.push(`at most ${times} times`);
  if (per !== 'all') parts.push(`counted for each ${per.replace('header:', 'value of header ')}`);
  return parts;
}

/** `limited-twice: where route is chat, at most 2 times, it will answer …` */
export function describeRule(rule: Rule, keyHeaders: readonly string[], always: Always): string {
  const { says } =
    rule.subject === 'request' ? requestMatcher(rule.when, keyHeaders, always) : connectionMatcher(rule.when);
  const conditions = [`for ${says}`, ...describeSchedule(rule)].join(', ');
  const counting = isOrderIndependent(rule)
    ? 'order-independent'
    : 'by order of arrival: the number of faults is exact, the requests that get them may vary';
  return `  ${rule.id}: ${conditions}, it will ${describeInjection(rule)}\n    (${counting})`;
}
