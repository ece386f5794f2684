import { z } from 'zod';
import { applicationOutcomes, endings } from '../../model/entry.ts';
import { certainties } from '../../model/facts.ts';
import { bandReasons, commandOutputs, layerCounts, retryCounts, stopReasons } from '../../model/timeline.ts';
import { expectedBy, natures, outcomes, severities } from '../../model/verdict.ts';

const list = <Of extends z.ZodType>(of: Of) => z.array(of).readonly();

const ms = z.number().describe('Milliseconds');
const since = z.number().describe("Milliseconds since the scenario's first arrival");
const severity = z.enum(severities);
const outcome = z.enum(outcomes);

const basis = z.object({
  says: z.string(),
  source: z.string().nullable().describe('The document that says so; null: assumed'),
});

const evidence = z.object({
  call: z.string(),
  attempt: z.int().min(1),
  entry: z.int().describe('Ordinal in the journal'),
  atMs: since,
  met: z.string(),
  gapMs: ms.nullable(),
});

const finding = z.object({
  id: z.string().describe('The same in every report and run'),
  expectation: z.string(),
  problem: z.string(),
  severity: severity.describe('error and warning fail; advice never does'),
  likelihood: z
    .number()
    .optional()
    .describe('Share of the plausible groupings of requests into calls that show it; absent: all'),
  nature: z.enum(natures),
  scenario: z.string(),
  says: z.string(),
  expected: basis,
  count: z.int().min(1),
  evidence: list(evidence).describe('The first few'),
  fix: z.string(),
  check: z.string(),
});

const verdict = z.object({
  expectation: z.string(),
  summary: z.string(),
  params: z.unknown().optional(),
  by: z.enum(expectedBy),
  outcome,
  because: z.string(),
  samples: z.int().min(0),
  findings: list(finding),
  fix: z.string(),
  check: z.string(),
});

const attempt = z.object({
  attempt: z.int().min(1),
  entry: z.int().describe('Ordinal in the journal'),
  atMs: since,
  tookMs: ms,
  gapMs: ms.nullable().describe('From the end of the attempt before to this arrival'),
  met: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable().describe("Entry of the platform's catalogue"),
  ending: z.enum(endings),
  faults: list(z.string()),
  model: z.string().nullable(),
  upstream: z.string().nullable().describe('Of several, by name; null: the scenario has one'),
  client: z.string().nullable(),
  waitMs: ms.nullable().describe('Wait that the answer asked for'),
  allowed: z
    .object({ fromMs: since, toMs: since, because: z.enum(bandReasons) })
    .nullable()
    .describe('When it was allowed to arrive'),
});

const call = z.object({
  id: z.string(),
  certainty: z.enum(certainties),
  signals: list(z.string()),
  nested: z.object({ inner: z.int(), outer: z.int() }).nullable(),
  counts: z.enum(retryCounts),
  outcome: z.enum(applicationOutcomes).nullable().describe('What the application said of it'),
  attempts: list(attempt),
});

const usd = z.number().nullable().describe("USD by the platform's prices; null: no price is known");

const spending = z.object({
  requests: z.int().min(0),
  calls: z.int().min(0),
  layers: z
    .object({ times: list(z.int()), count: z.enum(layerCounts) })
    .describe('Layers of retries of the call with the most, the innermost first: 3, 2 are 6 requests'),
  inVain: z.int().min(0).describe('Requests that could not succeed by contract'),
  costUsd: usd,
  wastedUsd: usd.describe('The part of the cost for answers that came to nothing; null: not known'),
  inVainUsd: usd.describe('An estimate: prompts sent in vain, which were not charged; null: not known'),
  says: z.string().nullable().describe('The same in a sentence; null: there is nothing to tell'),
});

const failover = z.object({
  upstreams: list(
    z.object({
      name: z.string(),
      requests: z.int().min(0),
      calls: z.int().min(0).describe('Calls that ended with its answer'),
    }),
  ),
  switches: list(z.object({ atMs: since, from: z.string(), to: z.string() })).describe(
    'Where answered calls moved from one upstream to another; the first few',
  ),
  outages: list(
    z.object({
      upstream: z.string(),
      fromMs: since,
      failures: z.int().min(1),
      switchedMs: since.nullable().describe('When its client asked another upstream; null: it stayed'),
      probes: z.int().min(0).describe('Requests that failed there after that'),
      wellMs: since.nullable().describe('When a request showed that it was well again; null: none did'),
      backMs: since.nullable().describe('The first call that it answered again; null: none'),
    }),
  ).describe('As clients saw them that named upstreams; the first few'),
  says: list(z.string()).describe('The same in sentences'),
});

const scenario = z.object({
  name: z.string(),
  title: z.string(),
  file: z.string().describe('Of the scenario, relative to the working directory'),
  platform: z.string(),
  seed: z.string(),
  outcome,
  command: z
    .object({
      code: z.int().nullable(),
      stopped: z.enum(stopReasons).nullable(),
      output: z.enum(commandOutputs),
    })
    .nullable(),
  dropped: z.int().min(0).describe('Journal entries that were no longer held'),
  spending,
  failover: failover.nullable().describe('null: the scenario has one upstream'),
  verdicts: list(verdict),
  calls: list(call),
});

/**
 * The content of all reports and the shape of the JSON report. Times are relative, in tenths of a
 * millisecond.
 */
export const document = z.object({
  version: z.string(),
  at: z.number().describe('Milliseconds since the Unix epoch'),
  command: list(z.string()).nullable(),
  exit: z.literal([0, 1, 2, 3, 4]),
  known: list(z.string()).describe('Ids of findings that a baseline knew'),
  scenarios: list(scenario),
});

export type ReportDocument = z.infer<typeof document>;
export type ScenarioDocument = z.infer<typeof scenario>;
export type VerdictDocument = z.infer<typeof verdict>;
export type FindingDocument = z.infer<typeof finding>;
export type CallDocument = z.infer<typeof call>;
export type AttemptDocument = z.infer<typeof attempt>;
