import type { Json } from '../model/json.ts';
import { durationText, percent } from './durations.ts';
import type { GroupFigures, OutcomeFigures, Quantiles, StageFigures } from './figures.ts';
import type { Outcome, OutcomeKind } from './outcome.ts';
import { faultsOf, latencyOf, leastWaitMs } from './rule-faults.ts';

/** A rule of the file, and what was seen of it. */
export interface LearnedRule {
  readonly fields: { readonly [Key: string]: Json };
  readonly comment: string;
}

/** Most outcomes of a group in one stage; rarer ones are left out. */
const maxOutcomes = 8;

/** Rules are asked in this order, each for what the ones before have left. */
const order: readonly OutcomeKind[] = ['disconnected', 'hung', 'answer', 'cut', 'broken-off', 'stalled'];

/** Chances have so many digits. */
const digits = 4;

function chanceOf(count: number, left: number): { chance?: number } {
  const chance = Math.max(10 ** -digits, Number((count / left).toFixed(digits)));
  return chance >= 1 ? {} : { chance };
}

function spread({ p50, p99, max }: Quantiles): string {
  const [half, most, all] = [p50, p99, max].map(durationText);
  return `half within ${half}, 99 of 100 within ${most}, at most ${all}`;
}

function retryAfterSeen({ outcome, retryAfter }: OutcomeFigures): string {
  if (outcome.kind !== 'answer') return '';
  if (outcome.retryAfter === 'unknown') return '; its Retry-After was not recorded';
  if (retryAfter === null || retryAfter.count === 0) return '';
  return `; Retry-After ${outcome.retryAfter}, half of them up to ${durationText(retryAfter.p50)}`;
}

function basisOf(outcome: Outcome): string {
  if (outcome.kind !== 'answer' || outcome.by === 'code') return '';
  return outcome.by === 'status'
    ? "; its code was not recorded: the platform's error of that status"
    : '; the platform has no such error';
}

function commentOf(figures: OutcomeFigures, { requests }: GroupFigures): string {
  const { outcome, count, share, waits, totals } = figures;
  const shown = outcome.kind === 'hung' || outcome.kind === 'stalled' ? totals : waits;
  const time = shown === null || shown.max < leastWaitMs ? '' : `; ${spread(shown)}`;
  const counts = `${count} of ${requests} requests (${percent(share)})`;
  return `${counts}${time}${retryAfterSeen(figures)}${basisOf(outcome)}`;
}

function nameOf({ outcome }: OutcomeFigures): string {
  return outcome.kind === 'answer' ? `${outcome.status}-${outcome.retryAfter}` : outcome.kind;
}

type When = { readonly [Key: string]: Json };

function whenOf({ group: { route, model } }: GroupFigures, outcome: Outcome): When {
  const body = 'body' in outcome ? { stream: outcome.body === 'stream' } : {};
  return { route, ...(model === null ? {} : { model }), ...body };
}

/** How many requests a rule of this outcome would be asked for; those before it in the order are gone. */
class Remaining {
  #all: number;
  readonly #successes: { stream: number; whole: number };

  constructor({ requests, successes }: GroupFigures) {
    this.#all = requests;
    this.#successes = { ...successes };
  }

  take({ outcome, count }: OutcomeFigures): number {
    if ('body' in outcome) {
      const left = this.#successes[outcome.body];
      this.#successes[outcome.body] -= count;
      return left;
    }
    const left = this.#all;
    this.#all -= count;
    return left;
  }
}

function successRule(group: GroupFigures, prefix: string): readonly LearnedRule[] {
  const success = group.outcomes.find(({ outcome }) => outcome.kind === 'success');
  const faults = latencyOf(success?.waits ?? null, 'successes');
  if (success === undefined || faults.length === 0) return [];
  const fields = { id: `${prefix}-latency`, when: whenOf(group, success.outcome), faults: [...faults] };
  return [{ fields, comment: commentOf(success, group) }];
}

/** The rules of one group in one stage. `prefix`: of their ids. */
function rulesOfGroup(group: GroupFigures, prefix: string): readonly LearnedRule[] {
  const remaining = new Remaining(group);
  const rank = ({ outcome }: OutcomeFigures) => order.indexOf(outcome.kind);
  const failures = group.outcomes
    .filter(({ outcome }) => outcome.kind !== 'success')
    .slice(0, maxOutcomes)
    .toSorted((one, other) => rank(one) - rank(other));
  const rules = failures.map((figures, index): LearnedRule => {
    const fields = {
      id: `${prefix}-${index + 1}-${nameOf(figures)}`,
      when: whenOf(group, figures.outcome),
      ...chanceOf(figures.count, remaining.take(figures)),
      faults: [...faultsOf(figures)],
    };
    return { fields, comment: commentOf(figures, group) };
  });
  return [...rules, ...successRule(group, prefix)];
}

/** An id within ids: letters, digits, `.` and `-`. */
function slugOf({ group: { route, model } }: GroupFigures): string {
  return (model ?? route).replaceAll(/[^A-Za-z0-9.]+/g, '-').slice(0, 40);
}

export interface LearnedStage {
  readonly figures: StageFigures;
  readonly name: string;
  readonly rules: readonly LearnedRule[];
}

export function stagesOf(stages: readonly StageFigures[]): readonly LearnedStage[] {
  return stages.map((figures, at) => {
    const name = `stage-${at + 1}`;
    const rules = figures.groups.flatMap((group, index) =>
      rulesOfGroup(group, `s${at + 1}-${index + 1}-${slugOf(group)}`),
    );
    return { figures, name, rules };
  });
}
