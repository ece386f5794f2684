import type { Judged, Judgement } from '../../model/judgement.ts';
import type { Attempt, Call, Met } from '../../model/timeline.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { sayMet } from '../../timeline/describe.ts';
import type { Told, ToldAttempt, ToldCall, ToldFinding, ToldScenario, ToldVerdict } from './schema.ts';

/** Milliseconds, in tenths: what a client's clock and ours can agree on. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function waitMsOf(met: Met): number | null {
  return met.kind === 'error' && met.wait !== null ? tenths(met.wait.ms) : null;
}

function toldAttempt(attempt: Attempt, began: number): ToldAttempt {
  const { entry, ordinal, at, gapMs, met, faults, allowed } = attempt;
  const { status, error, ending } = entry.played;
  return {
    ...{ attempt: ordinal, entry: entry.id, atMs: tenths(at - began), tookMs: tenths(entry.tookMs) },
    gapMs: gapMs === null ? null : tenths(gapMs),
    met: sayMet(met),
    ...{ status, error, ending, faults, model: entry.model, client: entry.client },
    waitMs: waitMsOf(met),
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

function toldCall({ attempts, outcome, ...call }: Call, began: number): ToldCall {
  const told = attempts.map((attempt) => toldAttempt(attempt, began));
  return { ...call, outcome: outcome?.outcome ?? null, attempts: told };
}

function toldFinding({ evidence, ...finding }: Finding): ToldFinding {
  const told = evidence.map(({ atMs, gapMs, ...rest }) => ({
    ...{ ...rest, atMs: tenths(atMs), gapMs: gapMs === null ? null : tenths(gapMs) },
  }));
  return { ...finding, evidence: told };
}

function toldVerdict({ findings, ...verdict }: Verdict): ToldVerdict {
  return { ...verdict, findings: findings.map(toldFinding) };
}

function toldScenario({ timeline, title, file, seed, outcome, verdicts }: Judged): ToldScenario {
  const { name, inUse, calls, command, dropped } = timeline;
  const began = calls[0]?.attempts[0].at ?? 0;
  return {
    ...{ name, title, file, platform: inUse.platform.name, seed, outcome, command, dropped },
    verdicts: verdicts.map(toldVerdict),
    calls: calls.map((call) => toldCall(call, began)),
  };
}

/** What every report tells, the JSON report as it stands. */
export function toldOf({ version, at, command, exit, known, judged }: Judgement): Told {
  return { version, at, command, exit, known, scenarios: judged.map(toldScenario) };
}
