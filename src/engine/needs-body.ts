import { kindsOf } from '../admission/index.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import { bodyKeys, type Rule, type Scenario } from '../model/scenario.ts';
import { bodyNeeds } from './bind-faults.ts';

/** Whether a random draw influences what the rule does to a request. */
export function drawsLuck(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  const { chance } = rule.schedule;
  const byChance = typeof chance !== 'number' || (chance > 0 && chance < 1);
  return byChance || bodyNeeds(rule).includes('draws');
}

/** Whether it depends on the request's body what a rule does. */
function decidesByBody(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  if (bodyKeys.some((key) => rule.when[key] !== undefined)) return true;
  return rule.per === 'model' || rule.per === 'call' || drawsLuck(rule);
}

/** Whether an answer that a rule gives may name what is in the body. */
function saysBody(rule: Rule): boolean {
  return rule.subject === 'request' && bodyNeeds(rule).includes('says');
}

/** Whether a limit needs the body of the requests that it counts. */
function countsByBody({ unit, by, when }: CountedLimit): boolean {
  return (
    unit === 'tokens' ||
    unit === 'usd' ||
    by.includes('model') ||
    bodyKeys.some((key) => when[key] !== undefined)
  );
}

/**
 * Whether it depends on the request's body what a request meets. An override may ask for any fault, including
 * one that needs it.
 */
export function decisionNeedsBody({
  overrides,
  rules,
  countedLimits,
  admission,
  blastRadius,
}: Scenario): boolean {
  if (overrides === 'allow' || kindsOf(admission).some((kind) => kind.needsBody(admission))) return true;
  if (rules.length > 0 && blastRadius?.only.model !== undefined) return true;
  return rules.some(decidesByBody) || countedLimits.some(countsByBody);
}

/** Whether something of a request's body is needed, for a decision or for the words of an answer. */
export function needsBody(scenario: Scenario): boolean {
  return decisionNeedsBody(scenario) || scenario.rules.some(saysBody);
}
