import type { ArmedFault } from '../../model/decision.ts';
import type { Answer, Step } from '../../model/step.ts';
import { frameBytes } from './frame-bytes.ts';

/** Names the rules that fired; bodies are never touched by it. */
export const labelHeader = 'x-badgateway-fault';

/** Asks the source only when the first step is pulled: a fault that replaces the answer never does. */
async function* deferred(source: () => Answer): AsyncGenerator<Step> {
  const answer = source();
  if (Symbol.asyncIterator in answer) return yield* answer;
  const length = frameBytes(answer);
  for (const step of answer) yield step.kind === 'head' ? { ...step, length } : step;
}

async function* labelled(steps: AsyncIterable<Step>, label: string): AsyncGenerator<Step> {
  for await (const step of steps)
    yield step.kind === 'head' ? { ...step, headers: [...step.headers, labelHeader, label] } : step;
}

/** The source's answer as the faults make it; the first fault is nearest the source. */
export function compose(
  source: () => Answer,
  faults: readonly ArmedFault<AsyncIterable<Step>>[],
  label: string | null,
): AsyncIterable<Step> {
  let steps: AsyncIterable<Step> = deferred(source);
  for (const fault of faults) steps = fault.apply(steps);
  return label === null ? steps : labelled(steps, label);
}
