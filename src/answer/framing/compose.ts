import type { BoundFault } from '../../model/decision.ts';
import type { Answer, Step } from '../../model/step.ts';
import { onPlainBytes } from './coding/around.ts';
import { frameBytes } from './frame-bytes.ts';

/** Response header field that names the rules that fired. */
export const labelHeader = 'x-badgateway-fault';

/** Calls the source only when the first step is pulled; a fault that replaces the answer never pulls one. */
export async function* deferred(source: () => Answer): AsyncGenerator<Step> {
  const answer = source();
  if (Symbol.asyncIterator in answer) return yield* answer;
  const length = frameBytes(answer);
  for (const step of answer) yield step.kind === 'head' ? { ...step, length } : step;
}

async function* labelled(steps: AsyncIterable<Step>, label: string): AsyncGenerator<Step> {
  for await (const step of steps)
    yield step.kind === 'head' ? { ...step, headers: [...step.headers, labelHeader, label] } : step;
}

type Fault = BoundFault<AsyncIterable<Step>>;

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

function applyGroup(steps: AsyncIterable<Step>, group: readonly Fault[]): AsyncIterable<Step> {
  const apply = (to: AsyncIterable<Step>) => group.reduce((answer, fault) => fault.apply(answer), to);
  return group[0]?.bytes === 'plain' ? onPlainBytes(steps, apply) : apply(steps);
}

/** The source's answer, rewritten by the faults in their order; the first fault is nearest the source. */
export function compose(
  source: () => Answer,
  faults: readonly Fault[],
  label: string | null,
): AsyncIterable<Step> {
  const steps = groupsOf(faults).reduce(applyGroup, deferred(source));
  return label === null ? steps : labelled(steps, label);
}
