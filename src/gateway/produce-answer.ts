import { withAddedHeaders } from '../answer/added-headers.ts';
import { compose, withLabel } from '../answer/framing/compose.ts';
import { AbortNotifier } from '../lib/abort-notifier.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { UpstreamFailure } from '../model/entry.ts';
import type { Answer, Step } from '../model/step.ts';
import { bodyToForward } from '../request/body.ts';
import type { FaultsEnd } from './faults-under-way.ts';
import { onEveryAnswer } from './platform-headers.ts';
import type { RequestContext, RequestDecision } from './request-context.ts';
import { ownPreflightAnswer, withCors } from './with-cors.ts';

/** An answer, and what to call when nothing more of it is read. */
export interface ProducedAnswer {
  readonly answer: Answer;
  onEnd(): void;
}

/** Rules that ask for something in a body that could not be looked at. */
export function notApplicable(rules: readonly RuleOutcome[]): readonly RuleOutcome[] {
  return rules.filter(({ outcome }) => outcome === 'not-applicable');
}

interface Source {
  ask(): Answer;
  onEnd(): void;
}

export const ignoreEnd = (): void => {};

/** Rules that injected something, in file order. */
export function firedRules(rules: readonly RuleOutcome[]): string[] {
  return rules
    .filter(({ outcome, faults }) => outcome === 'fired' && faults.length > 0)
    .map(({ rule }) => rule);
}

/** The stub, the tape or the upstream; the upstream learns when the client has left. */
function sourceOf(context: RequestContext, labels: 'shown' | 'hidden'): Source {
  const { req, facts, body, source } = context;
  const preflight = ownPreflightAnswer(context);
  if (preflight !== null) return { ask: () => preflight, onEnd: ignoreEnd };
  if (source.kind === 'stub') return { ask: () => source.stub.answer(facts), onEnd: ignoreEnd };
  if (source.kind === 'tape') return { ask: () => source.tape.answer(facts), onEnd: ignoreEnd };
  const abort = new AbortNotifier();
  const failed = (failure: UpstreamFailure): void => {
    context.upstreamFailure = failure;
  };
  const answered = (ms: number): void => {
    context.upstreamMs = ms;
  };
  const sentAgain = (code: string): void => {
    context.upstreamSentAgain = code;
  };
  const listeners = { answered, sentAgain, failed };
  const incoming = { req, facts, body: bodyToForward(req, body), abort, labels, ...listeners };
  return { ask: () => source.upstream.answer(incoming), onEnd: () => abort.abort() };
}

/** Whether all of it is sent in one go, as it is now. */
function isThere(answer: Answer): answer is readonly Step[] {
  return !(Symbol.asyncIterator in answer) && answer.every(({ kind }) => kind !== 'pause' && kind !== 'pipe');
}

/**
 * Answers that are there are sent without turns of their own, where no fault needs one: behind the last fault
 * that replaces the answer, all of them only add to the head or look on.
 */
function composed(
  source: () => Answer,
  faults: RequestDecision['faults'],
  label: string | null,
  end: FaultsEnd | null,
): Answer {
  const from = faults.findLastIndex(({ answer }) => answer !== undefined);
  const rest = faults.slice(from + 1);
  if (rest.some(({ atOnce }) => atOnce === undefined)) return compose(source, faults, label, end);
  const answer = from === -1 ? source() : (faults[from]?.answer?.() ?? null);
  if (answer === null) return compose(source, faults, label, end);
  if (!isThere(answer)) return compose(() => answer, rest, label, end);
  const steps = rest.reduce((before, fault) => fault.atOnce?.(before) ?? before, answer);
  return label === null ? steps : steps.map((step) => withLabel(step, label));
}

/**
 * What the source answers: recorded where the scenario says so, with the header fields that the scenario
 * adds, rewritten by the faults that fired, and with the fields that the platform puts on every answer.
 * `end`: tells that the faults are over.
 */
export function produceAnswer(
  context: RequestContext,
  { rules, faults }: RequestDecision,
  labels: 'shown' | 'hidden',
  end: FaultsEnd | null,
): ProducedAnswer {
  const { run, facts } = context;
  const { recorder, scenario } = run;
  const { ask, onEnd } = sourceOf(context, labels);
  const asked = recorder === null ? ask : () => recorder.record(facts, ask());
  const plain = () => withAddedHeaders(asked(), context.source.added);
  const fired = labels === 'shown' ? firedRules(rules) : [];
  const label = fired.length === 0 ? null : fired.join(',');
  const answer = faults.length === 0 ? plain() : composed(plain, faults, label, end);
  return { answer: withCors(onEveryAnswer(answer, scenario.inUse, facts.surface), context), onEnd };
}
