import type { Clock } from '../lib/clock.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { createArmory, faultListsOf, needsBody } from './arm.ts';
import { createOccurrences, perConnectionValue, perValue } from './counters.ts';
import type { Engine } from './idle-engine.ts';
import { connectionMatcher, requestMatcher } from './match.ts';
import { indexRules } from './rule-index.ts';
import { enliven, weigh } from './weigh.ts';

/** `when` keys that can be answered only with the body in hand. */
const bodyKeys = ['model', 'stream', 'body', 'prompt', 'attempt'] as const;

/** Whether anything that a rule says depends on chance or on what a fault says of the body. */
function drawsLuck({ schedule }: Rule): boolean {
  return typeof schedule.chance !== 'number' || (schedule.chance > 0 && schedule.chance < 1);
}

/** Whether a rule can be decided only once the request's body was read. */
export function dependsOnBody(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  if (bodyKeys.some((key) => rule.when[key] !== undefined)) return true;
  if (rule.per === 'model' || rule.per === 'call' || drawsLuck(rule)) return true;
  return faultListsOf(rule).some((uses) => uses.some(needsBody));
}

export function createEngine(scenario: Scenario, clock: Clock): Engine {
  const armory = createArmory(scenario, clock);
  const ofRequests = scenario.rules.filter(({ subject }) => subject === 'request');
  const ofConnections = scenario.rules.filter(({ subject }) => subject === 'connection');
  const candidates = indexRules(enliven(ofRequests, requestMatcher));
  const connectionRules = enliven(ofConnections, connectionMatcher);
  const occurrenceOf = createOccurrences();
  const countsOccurrences = ofRequests.some(dependsOnBody);

  return {
    decide(facts, elapsedMs) {
      const fingerprint = countsOccurrences ? facts.fingerprint : '';
      const occurrence = countsOccurrences ? occurrenceOf(fingerprint) : 0;
      const rules = candidates(facts);
      const perOf = (rule: Rule) => perValue(rule.per, facts);
      const { outcomes, firings } = weigh(scenario, rules, {
        facts,
        elapsedMs,
        fingerprint,
        occurrence,
        perValue: perOf,
      });
      const faults = firings
        .flatMap(({ uses, occasion }) => uses.map((use) => armory.request(use, facts, occasion)))
        .sort((a, b) => a.rank - b.rank);
      const outlook = faults.every(({ effect }) => effect === 'delays') ? 'unharmed' : 'failed';
      return { rules: outcomes, faults, outlook };
    },

    welcome(facts, elapsedMs) {
      const { outcomes, firings } = weigh(scenario, connectionRules, {
        facts,
        elapsedMs,
        fingerprint: 'connection',
        occurrence: facts.connection,
        perValue: (rule) => perConnectionValue(rule.per, facts),
      });
      const faults = firings.flatMap(({ uses, occasion }) =>
        uses.map((use) => armory.connection(use, facts, occasion)),
      );
      return { rules: outcomes, faults, outlook: faults.length === 0 ? 'unharmed' : 'failed' };
    },
  };
}
