import { z } from 'zod';
import { duration, id as idShape } from '../lib/shapes.ts';
import { parseDuration } from '../lib/units.ts';
import type { Per, Ramp, Schedule } from '../model/scenario.ts';
import { sequenceEnds } from '../model/scenario.ts';
import { whenShape } from './schema-when.ts';

/** A status, a fault, a catalogue entry, `ok`, or a list of these; parsed in `items.ts`. */
export const item = z.unknown();

const chance = z.number().min(0, 'expected a chance from 0 to 1').max(1, 'expected a chance from 0 to 1');
const duringHint = 'expected a span such as 30s..90s, 30s.. or ..90s';

function toSpan(text: string): NonNullable<Schedule['during']> {
  const [from = '', to = ''] = text.split('..');
  return {
    fromMs: from === '' ? 0 : (parseDuration(from) ?? 0),
    toMs: to === '' ? Number.POSITIVE_INFINITY : (parseDuration(to) ?? 0),
  };
}

const during = z
  .string({ error: duringHint })
  .regex(/^((\d+(\.\d+)?(ms|s|m|h|d))?\.\.\d+(\.\d+)?(ms|s|m|h|d)|\d+(\.\d+)?(ms|s|m|h|d)\.\.)$/, duringHint)
  .refine((text) => toSpan(text).fromMs < toSpan(text).toMs, 'this span is empty, so the rule can never fire')
  .transform(toSpan);

const slope = z
  .strictObject({ from: chance, to: chance, over: duration.refine((ms) => ms > 0, 'expected more than 0s') })
  .transform(
    ({ from, to, over }): Ramp => [
      { atMs: 0, chance: from },
      { atMs: over, chance: to },
    ],
  );

const points = z
  .record(z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a time with its unit, such as 60s'), chance)
  .refine((given) => Object.keys(given).length > 0, 'expected at least one point, such as 60s: 0.4')
  .refine(
    (given) => new Set(Object.keys(given).map(parseDuration)).size === Object.keys(given).length,
    'two points of this ramp are at the same time',
  )
  .transform(
    (given): Ramp =>
      Object.entries(given)
        .map(([at, value]) => ({ atMs: parseDuration(at) ?? 0, chance: value }))
        .toSorted((one, other) => one.atMs - other.atMs),
  );

const perHint = 'expected all, key, model, client, call, connection or header:x-test-id';
const per = z
  .string({ error: perHint })
  .regex(/^(all|key|model|client|call|connection|header:[!#$%&'*+.^_`|~\w-]+)$/, perHint)
  .transform((text) => text.toLowerCase() as Per);

const neverFires = 'expected at least 1, or the rule can never fire';

/** How often a rule fires; a sequence replaces all but `during` and `per`. */
export const scheduleShape = {
  skip: z.int().min(0).exactOptional().describe('Matches that pass first.'),
  every: z.int().min(1).exactOptional().describe('3: the 3rd, 6th, … match after skip.'),
  chance: chance.exactOptional().describe('0 to 1, drawn per request from the seed.'),
  ramp: z
    .union([slope, points])
    .exactOptional()
    .describe('Chance in time: { from, to, over } or { 0s: 0, 60s: 0.4 }.'),
  times: z.int().min(1, neverFires).exactOptional().describe('Injections, then never again.'),
};

export const ruleShape = z.strictObject({
  id: idShape.exactOptional().describe('Default: rule-N, counted from 1.'),
  when: whenShape.exactOptional().describe('All must hold; a list means any of. Default: every request.'),
  during: during.exactOptional().describe('Since the scenario began: 30s..90s, 30s.. or ..90s.'),
  ...scheduleShape,
  per: per.exactOptional().describe('Whose matches are counted. Default: all.'),
  outcome: z
    .literal('failure')
    .exactOptional()
    .describe('What it injects is a failure for the judge and for per: call, whatever its status.'),
  faults: item.exactOptional().describe('What every firing injects.'),
  sequence: z.array(item).min(1).exactOptional().describe('What the first, second, … match meets.'),
  then: z.enum(sequenceEnds).exactOptional().describe('After the last of the sequence.'),
});

export type RuleFields = z.output<typeof ruleShape>;
