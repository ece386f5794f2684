import { z } from 'zod';
import { exactText } from '../lib/exact-json.ts';
import { radiusBounds } from '../model/blast-radius.ts';
import { latchedBy } from '../model/drill.ts';
import type { Entry } from '../model/entry.ts';
import { freeings, type LimitLevel } from '../model/limit-level.ts';
import {
  type Report,
  resettable,
  type Scope,
  type ShownRule,
  type ShownScenario,
  type Steering,
} from './steering.ts';

export const scenarioField = z
  .string()
  .exactOptional()
  .describe('Name of a scenario. Absent: the default one.');
export const labelField = z.string().exactOptional().describe('Label of a run. Absent: every label.');

export const scopeShape = { scenario: scenarioField, label: labelField };

/** What the members of an input say of the runs that are meant. */
export function scopeOf({ scenario, label }: { scenario?: string; label?: string }): Scope {
  return { scenario: scenario ?? null, label: label ?? null };
}

export const idField = z.string().min(1).describe('Id of a rule.');

/** YAML or JSON, or in JavaScript the value itself. */
export const yamlField = (says: string) =>
  z
    .union([z.string().min(1), z.looseObject({}), z.array(z.unknown())])
    .transform((value) => (typeof value === 'string' ? value : exactText(value)))
    .describe(says);

export const ruleField = yamlField(
  "A rule as in a scenario file, in YAML or JSON, or the items of a sequence: '429, 429, ok'.",
);

export const ruleShape: z.ZodType<ShownRule> = z.strictObject({
  id: z.string(),
  state: z.enum(['on', 'off']),
  origin: z.enum(['scenario', 'control']).describe('control: added while the gateway ran.'),
  subject: z.enum(['connection', 'request']),
  when: z.string().describe('Its conditions in English.'),
  injects: z.array(z.string()).readonly().describe('What each injection does.'),
});

export const rulesShape = z.strictObject({ rules: z.array(ruleShape).readonly() });

const faultState = z.enum(['injecting', 'stopped']);

const radiusFigures = z.strictObject({
  seen: z.int().describe('Requests and connections that rules would have hit.'),
  hit: z.int(),
  active: z.int().describe('Hit at this moment.'),
  heldBack: z.record(z.enum(radiusBounds), z.int()).describe('By the bound that held them back.'),
});

const radiusShape = z.strictObject({
  says: z.string().describe('In English, without secrets.'),
  figures: radiusFigures.nullable().describe('Over all labels; null: no request has come so far.'),
});

export const scenarioShape: z.ZodType<ShownScenario> = z.strictObject({
  name: z.string(),
  title: z.string(),
  platform: z.string(),
  seed: z.string(),
  stages: z.array(z.string()).readonly(),
  stage: z.string().nullable().describe('That of requests without a label; null: none.'),
  known: z.array(z.string()).readonly().describe('Scenarios that can be played.'),
  faults: faultState,
  latch: z
    .strictObject({
      reason: z.string().nullable(),
      by: z.enum(latchedBy),
      at: z.number(),
      release: z.enum(['needs-reason', 'free']),
    })
    .nullable()
    .describe('What stopped the faults; null: they act.'),
  blastRadius: radiusShape.nullable().describe('null: nothing bounds its rules.'),
  drill: z
    .strictObject({ name: z.string(), stage: z.string().nullable() })
    .nullable()
    .describe('The drill under way; null: there is none.'),
});

export const clockShape = z.strictObject({
  at: z.number().describe('Milliseconds since the Unix epoch.'),
  advancedMs: z.number().describe('Milliseconds by which it was moved.'),
});

export const faultsShape = z.strictObject({
  faults: faultState,
  reason: z.string().exactOptional().describe('Why they are stopped.'),
});

export function faultsOf(steering: Steering): z.output<typeof faultsShape> {
  const reason = steering.latch()?.reason ?? null;
  return reason === null ? { faults: steering.faults() } : { faults: steering.faults(), reason };
}

const keyLevel = z.strictObject({
  key: z.string().describe('Masked, or the beginning of a digest; empty: all requests together.'),
  origin: z
    .enum(['seen', 'kept'])
    .describe('kept: over a restart, and not seen again, so that only its digest is known.'),
  remaining: z.number().describe("What is left, in the limit's unit."),
  waitMs: z.number().nullable().describe('Until one more fits; null: time alone makes no room.'),
  freeMs: z.number().nullable().describe('Until nothing is used; null: that does not depend on time.'),
  refusals: z.int().describe('Requests under the key for which there was no room.'),
});

const limitLevel: z.ZodType<LimitLevel> = z.strictObject({
  ...{ scenario: z.string(), label: z.string(), id: z.string() },
  says: z.string().describe('What it lets through: 60 requests per minute.'),
  ...{ unit: z.string(), amount: z.number() },
  freed: z.enum(freeings).describe('What makes room again; by-top-up: a wallet.'),
  by: z.array(z.string()).readonly().describe('By what requests are told apart; empty: by nothing.'),
  enforcement: z.enum(['enforced', 'shadow']).describe('shadow: it is counted and refuses nothing.'),
  refusals: z.int().describe('Requests for which there was no room, under all keys.'),
  keys: z.array(keyLevel).readonly().describe('The fullest first.'),
  others: z.int().describe('Keys in use that are not listed.'),
});

export const limitsShape = z.strictObject({
  limits: z.array(limitLevel).readonly(),
  otherRuns: z.int().describe('Runs whose limits are not listed.'),
});

const limitReading = z.strictObject({
  kind: z.string().exactOptional().describe('quota, budget, wallet, …; absent: a rate limit.'),
  unit: z.enum(['requests', 'tokens', 'answers', 'usd']).describe('usd: in thousand-millionths.'),
  amount: z.number(),
  perMs: z.number(),
  by: z.array(z.string()).readonly(),
  remaining: z.number(),
});

const ruleOutcome = z.strictObject({
  rule: z.string(),
  outcome: z.enum(['fired', 'skipped', 'lost', 'held-back', 'not-applicable']),
  because: z.string(),
  faults: z.array(z.string()).readonly(),
  limit: limitReading
    .exactOptional()
    .describe('Of an enforced limit: how much it lets through, and what is left.'),
  heldBackBy: z
    .enum(radiusBounds)
    .exactOptional()
    .describe('The bound of the blast radius that held it back.'),
});

export const requestShape = z.strictObject({
  at: z.number().describe('When it arrived, in milliseconds since the Unix epoch.'),
  ...{ scenario: z.string(), label: z.string() },
  httpVersion: z.literal('2.0').exactOptional(),
  ...{ connection: z.int(), call: z.int(), attempt: z.int() },
  ...{ method: z.string(), url: z.string(), route: z.string().nullable() },
  ...{ model: z.string().nullable(), client: z.string().nullable(), stream: z.boolean() },
  rules: z.array(ruleOutcome).readonly().describe('The rules that matched, and what each did.'),
});

export const resetField = z
  .enum(resettable)
  .default('all')
  .describe('counters: with calls and the state of the stub; journal; rules: those of the file; all.');

/** Each kind has members of its own, which the types of the journal say. */
export const entryShape = z
  .looseObject({
    id: z.int().describe('Number in the journal, from 1.'),
    kind: z.string(),
    at: z.number().describe('Milliseconds since the Unix epoch.'),
  })
  .describe('An entry of the journal.') as unknown as z.ZodType<Entry>;

export const reportShape = z
  .looseObject({ scenarios: z.array(z.looseObject({})) })
  .describe('A report, as `badgateway schema report` describes it.') as unknown as z.ZodType<Report>;
