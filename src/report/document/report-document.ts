import type { Judged, Judgement } from '../../model/judgement.ts';
import type { Attempt, AttemptResult, Call, CommandEnd } from '../../model/timeline.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { describeResult } from '../../timeline/describe.ts';
import { failoverDocument } from './failover.ts';
import type {
  AttemptDocument,
  CallDocument,
  FindingDocument,
  ReportDocument,
  ScenarioDocument,
  VerdictDocument,
} from './schema.ts';
import { spendingDocument } from './spending.ts';

/** Rounds milliseconds to tenths, the precision to which two clocks can agree. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function waitMsOf(met: AttemptResult): number | null {
  return met.kind === 'error' && met.wait !== null ? tenths(met.wait.ms) : null;
}

function attemptDocument(attempt: Attempt, began: number): AttemptDocument {
  const { entry, ordinal, at, gapMs, result, faults, allowed } = attempt;
  const { status, error, ending } = entry.played;
  return {
    ...{ attempt: ordinal, entry: entry.id, atMs: tenths(at - began), tookMs: tenths(entry.tookMs) },
    gapMs: gapMs === null ? null : tenths(gapMs),
    met: describeResult(result),
    ...{ status, error, ending, faults, model: entry.model, client: entry.client },
    upstream: entry.upstream ?? null,
    waitMs: waitMsOf(result),
    allowed:
      allowed === null
        ? null
        : {
            fromMs: tenths(allowed.from - began),
            toMs: tenths(allowed.to - began),
            because: allowed.because,
          },
  };
}

function callDocument({ attempts, outcome, ...call }: Call, began: number): CallDocument {
  const document = attempts.map((attempt) => attemptDocument(attempt, began));
  return { ...call, outcome: outcome?.outcome ?? null, attempts: document };
}

function findingDocument({ evidence, ...finding }: Finding): FindingDocument {
  const document = evidence.map(({ atMs, gapMs, ...rest }) => ({
    ...{ ...rest, atMs: tenths(atMs), gapMs: gapMs === null ? null : tenths(gapMs) },
  }));
  return { ...finding, evidence: document };
}

function verdictDocument({ findings, ...verdict }: Verdict): VerdictDocument {
  return { ...verdict, findings: findings.map(findingDocument) };
}

function scenarioDocument({ timeline, title, file, seed, outcome, verdicts }: Judged): ScenarioDocument {
  const { name, inUse, calls, command, dropped } = timeline;
  const began = calls[0]?.attempts[0].at ?? 0;
  return {
    ...{ name, title, file, platform: inUse.platform.name, seed, outcome, dropped },
    command: command === null ? null : commandDocument(command),
    spending: spendingDocument(timeline),
    failover: failoverDocument(timeline, began),
    verdicts: verdicts.map(verdictDocument),
    calls: calls.map((call) => callDocument(call, began)),
  };
}

/** Reports give relative times alone. */
function commandDocument({ code, stopped, output }: CommandEnd): ScenarioDocument['command'] {
  return { code, stopped, output };
}

/** Builds the document that all reports are made of; the JSON report is this document. */
export function toDocument({ version, at, command, exit, known, judged }: Judgement): ReportDocument {
  return { version, at, command, exit, known, scenarios: judged.map(scenarioDocument) };
}
