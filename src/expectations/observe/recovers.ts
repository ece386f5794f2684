import { formatCount } from '../../lib/units.ts';
import type { Advised, Attempt, Call, Timeline } from '../../model/timeline.ts';
import { connectionFailuresOf } from '../../timeline/connection-failures.ts';
import { describeResult } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { lostToItsCopy } from '../../timeline/hedges.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { gapOf, isSameModel } from '../../timeline/retries.ts';
import { excusesGivingUp, resultKey, retryabilityOf, wasStopped } from '../../timeline/retryability.ts';
import { absent, type Violation, withAssumedAdvice, withAssumedReach } from '../../timeline/violation.ts';
import { describeEmptied, emptiedAfter, keepTheBody } from './lost-body.ts';

/**
 * A call that met a transient failure, and what the client did. `moved`: it only asked another model, once.
 * `excused`: more could not be expected of it. `midAnswer`: part of the answer had been
 * sent, so that a retry is the application's decision.
 */
export interface TransientFailure {
  readonly call: Call;
  /** The last attempt with a transient failure. */
  readonly cause: Attempt;
  readonly again: 'again' | 'moved' | 'never' | 'excused';
  readonly answered: 'answered' | 'open' | 'excused';
  readonly midAnswer: boolean;
  /** A later request that is like its last attempt but has lost its body; `null`: none. */
  readonly emptied: Attempt | null;
}

/** After this many attempts a client has done enough, however long the fault goes on. */
const enoughAttempts = 10;

/** Whether the application reported success although it left the answer. */
function reportedSuccess({ outcome }: Call, last: Attempt): boolean {
  return retryabilityOf(last) === 'unknown' && outcome?.outcome === 'success';
}

function answeredIn(call: Call, excused: boolean): TransientFailure['answered'] {
  const last = lastOf(call);
  const retryability = retryabilityOf(last);
  if (retryability === 'none' || reportedSuccess(call, last)) return 'answered';
  const enough = call.attempts.length >= enoughAttempts;
  return excused || enough || retryability === 'permanent' || retryability === 'unknown' ? 'excused' : 'open';
}

/** A request that comes sooner (ms) was not sent after a wait: the shortest wait of an SDK is 375 ms. */
const leastWaitMs = 250;

/** Whether the client came back: one request to another model, sent at once, is no retry. */
function comeBack(call: Call, passing: readonly Attempt[]): 'again' | 'moved' | null {
  const [first] = passing;
  if (first === undefined) return null;
  const [next, ...more] = call.attempts.slice(first.ordinal);
  if (next === undefined) return null;
  const atOnce = gapOf({ call, before: first, attempt: next }) < leastWaitMs;
  return more.length === 0 && atOnce && !isSameModel(next.entry, first.entry) ? 'moved' : 'again';
}

/** A client that waits for less than this (ms) may have a user who stops it. */
const patienceMs = 10_000;

/**
 * Whether the client left an answer that was on its way, slowly. That may be its own timeout, or a user who
 * pressed Stop; a silence that a fault leaves open is no such answer.
 */
function wasTooSlow({ result, entry: { played } }: Attempt): boolean {
  const last = played.pauses.at(-1);
  if (result.kind !== 'left' || last === undefined) return false;
  return last.kind === 'pause' && last.actualMs < patienceMs;
}

function transientFailureOf(call: Call, timeline: Timeline): TransientFailure[] {
  const passing = call.attempts.filter((each) => ['transient', 'mid-answer'].includes(retryabilityOf(each)));
  const cause = passing.at(-1);
  if (cause === undefined) return [];
  const last = lastOf(call);
  const { platform } = timeline.inUse;
  const ended = pollsOf(timeline).has(call) || lostToItsCopy(last, timeline) || wasStopped(timeline);
  const excused = ended || wasTooSlow(last) || excusesGivingUp(last.result, platform);
  const again = comeBack(call, passing) ?? (excused ? 'excused' : 'never');
  return [
    {
      call,
      cause,
      again,
      answered: answeredIn(call, excused),
      midAnswer: retryabilityOf(cause) === 'mid-answer',
      emptied: again === 'never' ? emptiedAfter(last, timeline) : null,
    },
  ];
}

/** Calls that met a transient failure. What is a retry without its body is no call of its own. */
export function transientFailuresOf(timeline: Timeline): TransientFailure[] {
  const failures = timeline.calls.flatMap((call) => transientFailureOf(call, timeline));
  const emptied = new Set(failures.map((failure) => failure.emptied));
  return failures.filter(({ call: { attempts } }) => !emptied.has(attempts[0]));
}

/**
 * After a conflict the client first has to look at what has changed, and may then leave it at that: no one
 * asks for a retry. Of other errors without a document the scenario says that they pass.
 */
function withAssumption({ source, advice }: Advised, violation: Violation): Violation {
  if (advice === 'refresh-then-retry') return withAssumedReach(true, violation);
  return withAssumedAdvice(source === null, violation);
}

export function violationOfFailure(failure: TransientFailure, problem: string): Violation {
  const { call, cause, emptied } = failure;
  const count = formatCount(call.attempts.length, 'attempt');
  const ended = `a call ended with ${describeResult(cause.result)}, after ${count}`;
  const says = emptied === null ? ended : `${ended}; ${describeEmptied(emptied, cause)}`;
  const attempts = emptied === null ? call.attempts : [...call.attempts, emptied];
  const mended = emptied === null ? {} : { fix: keepTheBody };
  const met = resultKey(cause.result);
  const violation = { ...absent, problem, met, call, attempts, says, ...mended };
  if (cause.result.kind !== 'error') return { ...violation, restsOn: 'scenario' };
  return withAssumption(cause.result.advised, violation);
}

/**
 * The violation of a client that did not retry, or whose retry had lost its body. Only advice if part of an
 * answer was sent: the application may have shown it already.
 */
export function violationOfNever(failure: TransientFailure): Violation {
  const severity = failure.midAnswer ? 'advice' : 'error';
  if (failure.emptied === null) return { ...violationOfFailure(failure, 'never-retried'), severity };
  return { ...violationOfFailure(failure, 'retried-without-its-body'), severity, nature: 'wrong' };
}

/** The violation of a client that asks another model in place of a retry. */
export function violationOfMove(failure: TransientFailure): Violation {
  const { call, cause } = failure;
  const says = `a call met ${describeResult(cause.result)}, asked another model once, and never the same`;
  return { ...violationOfFailure(failure, 'never-retried'), attempts: call.attempts, says };
}

/** The same violation for connections that failed before any request. */
export function connectionViolations(
  timeline: Timeline,
  done: 'again' | 'answered',
  problem: string,
): Violation[] {
  const connectionFailures = connectionFailuresOf(timeline);
  if (connectionFailures === null || connectionFailures[done] || wasStopped(timeline)) return [];
  const met = connectionFailures.faults.join(' and ');
  const says = `the last thing that happened was ${met}, before any request`;
  return [{ ...absent, problem, met, call: null, attempts: [], says, restsOn: 'scenario' }];
}
