import type { Part } from '../config/validate.ts';
import { matchesAny } from '../lib/glob.ts';
import { unknownName } from '../lib/nearest.ts';
import { isSame } from '../lib/same.ts';
import type { Platform } from '../model/platform.ts';
import type { Always, FaultList, Phase, Rule, When } from '../model/scenario.ts';
import { replacesAnswer } from './replacing-faults.ts';
import { looksRegular } from './texts.ts';

const replaces = (faults: FaultList) => faults.some(replacesAnswer);

/** Whether the rule fires at every match, and each time replaces the answer. */
function alwaysReplaces({ subject, schedule, injection }: Rule): boolean {
  const { during, skip, every, chance, times } = schedule;
  const always = during === null && skip === 0 && every === 1 && chance === 1 && times === Infinity;
  if (subject !== 'request' || !always) return false;
  if (injection.kind === 'faults') return replaces(injection.faults);
  return injection.then !== 'stand-aside' && injection.items.every(replaces);
}

/** Whether the first injection replaces the answer: a rule that loses does not get to its second one. */
function beginsByReplacing({ subject, injection }: Rule): boolean {
  if (subject !== 'request') return false;
  if (injection.kind === 'faults') return replaces(injection.faults);
  return replaces(injection.items.find((faults) => faults.length > 0) ?? []);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function covers(wide: unknown, narrow: unknown): boolean {
  if (isSame(wide, narrow)) return true;
  if (!Array.isArray(wide) || !Array.isArray(narrow) || !wide.every(isText)) return false;
  return narrow.every((text) => wide.includes(text) || (isText(text) && matchesAny(wide, text)));
}

/** Whether every request that `narrow` matches is matched by `wide` too, as far as can be seen. */
function includesAll(wide: When, narrow: When, always: Always): boolean {
  if (Object.keys(wide).length === 0)
    return always === 'every request' || narrow.route !== undefined || Object.keys(narrow).length === 0;
  if (Object.keys(wide).some((key) => !Object.hasOwn(narrow, key))) return false;
  return Object.entries(wide).every(([key, value]) => covers(value, narrow[key as keyof When]));
}

/** Number of rules with which each later one is compared: thousands of rules are still read quickly. */
const maxStanding = 50;

interface ReachParts {
  readonly stages: readonly Phase[];
  /** Its models are those that can be asked for; `null`: an upstream may have others. */
  readonly models: Platform | null;
  readonly always: Always;
}

/** Refuses rules that lose to an earlier one for ever. A rule of a stage is not always there. */
function checkShadows(
  part: Part,
  rules: readonly Rule[],
  { stages, always }: Pick<ReachParts, 'stages' | 'always'>,
): void {
  const staged = new Set(stages.flatMap((stage) => stage.rules));
  const standing: Rule[] = [];
  for (const [index, rule] of rules.entries()) {
    const before = beginsByReplacing(rule)
      ? standing.find(({ when }) => includesAll(when, rule.when, always))
      : undefined;
    if (before !== undefined)
      part
        .at(index, rule.injection.kind)
        .refuse(
          `this rule can never fire: "${before.id}" before it replaces every answer that it could; ` +
            'put this rule first, or give that one "times" or a narrower "when"',
          'key',
        );
    else if (standing.length < maxStanding && alwaysReplaces(rule) && !staged.has(rule.id))
      standing.push(rule);
  }
}

const isNever = (chance: Rule['schedule']['chance']) =>
  typeof chance === 'number' ? chance === 0 : chance.every((point) => point.chance === 0);

/** Maximum number of warnings of unknown models: a file with more of them is meant for another gateway. */
const maxModels = 20;

/** Returns the number of warnings. */
export function warnOfModels(
  part: Part,
  models: readonly string[],
  { models: known, name }: Platform,
): number {
  const ids = known.map(({ id }) => id);
  let warned = 0;
  for (const [index, model] of models.entries()) {
    // A regular expression has a warning of its own.
    if (ids.length === 0 || looksRegular(model) || ids.some((id) => matchesAny([model], id))) continue;
    const place = Array.isArray(part.value) ? part.at(index) : part;
    place.warn(`${unknownName('model', model, ids)} (models of ${name}), though a client may ask for it`);
    warned += 1;
  }
  return warned;
}

const everyListedRoute =
  'an upstream has routes that the platform does not list; leave "route" out to meet these as well';

/** Checks that need all rules at once, and the platform that answers. `part`: the list of rules. */
export function checkReach(part: Part, rules: readonly Rule[], { stages, models, always }: ReachParts): void {
  checkShadows(part, rules, { stages, always });
  let warned = 0;
  for (const [index, { when, schedule }] of rules.entries()) {
    const item = part.at(index);
    if (isNever(schedule.chance))
      item.at(item.has('ramp') ? 'ramp' : 'chance').warn('a chance of 0: this rule is as good as absent');
    if (always === 'every request' && when.route?.includes('*') === true)
      item.at('when', 'route').warn(everyListedRoute);
    if (models !== null && when.model !== undefined && warned < maxModels)
      warned += warnOfModels(item.at('when', 'model'), when.model, models);
  }
}
