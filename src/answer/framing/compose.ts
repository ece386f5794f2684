import type { AbortSignalLike } from '../../lib/abort-notifier.ts';
import type { BoundFault } from '../../model/decision.ts';
import type { Answer, Step } from '../../model/step.ts';
import { onPlainBytes } from './coding/around.ts';
import { frameBytes } from './frame-bytes.ts';
import { DeferredSteps, EachStep } from './ready.ts';
import { UntilEnded } from './until-ended.ts';

/** Response header field that names the rules that fired. */
export const labelHeader = 'x-badgateway-fault';

/** Calls the source only when the first step is pulled; a fault that replaces the answer never pulls one. */
export function deferred(source: () => Answer): AsyncIterable<Step> {
  return new DeferredSteps(() => {
    const answer = source();
    if (Symbol.asyncIterator in answer) return answer;
    const length = frameBytes(answer);
    return answer.map((step) => (step.kind === 'head' ? { ...step, length } : step));
  });
}

/** No end of faults ends the waits of the source. */
function ofSource(steps: AsyncIterable<Step>): AsyncIterable<Step> {
  return new EachStep(steps, (step) =>
    step.kind === 'pause' || step.kind === 'hang' ? { ...step, by: 'source' } : step,
  );
}

/** Names in a head the rules that fired. */
export function withLabel(step: Step, label: string): Step {
  return step.kind === 'head' ? { ...step, headers: [...step.headers, labelHeader, label] } : step;
}

type Fault = BoundFault<AsyncIterable<Step>>;
type FaultsEnd = Pick<AbortSignalLike, 'aborted'>;

/** Groups of consecutive faults that work on the same kind of bytes, so that each group decodes only once. */
function groupsOf(faults: readonly Fault[]): Fault[][] {
  const groups: Fault[][] = [];
  for (const fault of faults) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && group[0].bytes === fault.bytes) group.push(fault);
    else groups.push([fault]);
  }
  return groups;
}

/** What only looks on goes on when faults end. */
function applied(steps: AsyncIterable<Step>, fault: Fault, end: FaultsEnd | null): AsyncIterable<Step> {
  if (end === null || fault.effect === 'none') return fault.apply(steps);
  return new UntilEnded(steps, (to) => fault.apply(to), end);
}

function applyGroup(
  steps: AsyncIterable<Step>,
  group: readonly Fault[],
  end: FaultsEnd | null,
): AsyncIterable<Step> {
  const apply = (to: AsyncIterable<Step>) => group.reduce((answer, fault) => applied(answer, fault, end), to);
  return group[0]?.bytes === 'plain' ? onPlainBytes(steps, apply) : apply(steps);
}

/**
 * The source's answer, rewritten by the faults in their order; the first fault is nearest the source. `end`:
 * whether they are over; `null`: they last as long as the answer.
 */
export function compose(
  source: () => Answer,
  faults: readonly Fault[],
  label: string | null,
  end: FaultsEnd | null = null,
): AsyncIterable<Step> {
  const steps = groupsOf(faults).reduce<AsyncIterable<Step>>(
    (answer, group) => applyGroup(answer, group, end),
    end === null ? deferred(source) : ofSource(deferred(source)),
  );
  return label === null ? steps : new EachStep(steps, (step) => withLabel(step, label));
}
