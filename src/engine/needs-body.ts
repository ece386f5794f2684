import { kindsOf } from '../admission/index.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { bodyNeeds } from './bind-faults.ts';

/** Keys of `when` that need the request's body. */
const bodyKeys = ['model', 'stream', 'body', 'prompt', 'attempt'] as const;

/** Whether a random draw influences what the rule does to a request. */
export function drawsLuck(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  const { chance } = rule.schedule;
  const byChance = typeof chance !== 'number' || (chance > 0 && chance < 1);
  return byChance || bodyNeeds(rule).includes('draws');
}

/** Whether a rule can be evaluated only after the request's body was read. */
function dependsOnBody(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  if (bodyKeys.some((key) => rule.when[key] !== undefined)) return true;
  if (rule.per === 'model' || rule.per === 'call' || drawsLuck(rule)) return true;
  return bodyNeeds(rule).includes('says');
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

/** An override may ask for any fault, including one that needs the request's body. */
export function needsBody({ overrides, rules, countedLimits, admission, blastRadius }: Scenario): boolean {
  if (overrides === 'allow' || kindsOf(admission).some((kind) => kind.needsBody(admission))) return true;
  if (rules.length > 0 && blastRadius?.only.model !== undefined) return true;
  return rules.some(dependsOnBody) || countedLimits.some(countsByBody);
}
