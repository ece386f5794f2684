import type { Clock } from '../../lib/clock.ts';
import type { Step } from '../../model/step.ts';
import { framed } from './events.ts';

/** Steps that are inserted at a position, and whether the rest of the answer follows them. */
export interface Insertion {
  readonly steps: readonly Step[];
  readonly rest: 'dropped' | 'follows';
}

/** Resolves with what happens first: the next step arrives (`step`), or `ms` have passed (`due`). */
export function firstOf(pull: Promise<unknown>, ms: number, clock: Clock): Promise<'step' | 'due'> {
  if (ms === Number.POSITIVE_INFINITY) return pull.then(() => 'step');
  if (ms <= 0) return Promise.resolve('due');
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve('due'));
    pull.finally(cancel).then(() => resolve('step'), reject);
  });
}

function isSilence(step: Step): step is Extract<Step, { kind: 'pause' | 'hang' }> {
  return step.kind === 'pause' || step.kind === 'hang';
}

/** The steps, with `due` inserted when `ms` have passed since the head, also while the source is silent. */
async function* markDue(steps: AsyncIterable<Step>, ms: number, clock: Clock): AsyncGenerator<Step | 'due'> {
  const source = steps[Symbol.asyncIterator]();
  let due = Number.POSITIVE_INFINITY;
  try {
    for (;;) {
      const pull = source.next();
      pull.catch(() => {});
      if ((await firstOf(pull, due - clock.now(), clock)) === 'due') {
        due = Number.POSITIVE_INFINITY;
        yield 'due';
      }
      const next = await pull;
      if (next.done === true) return;
      if (next.value.kind === 'head') due = clock.now() + ms;
      const left = Math.max(0, due - clock.now());
      if (isSilence(next.value) && next.value.ms > left) {
        due = Number.POSITIVE_INFINITY;
        // The first part becomes a pause even for a hang, because a shortened hang has not run its full time.
        yield { kind: 'pause', ms: left };
        yield 'due';
        yield { ...next.value, ms: next.value.ms - left };
      } else yield next.value;
    }
  } finally {
    // Not awaited: a silent source settles only after the client's disconnect has cancelled it.
    void source.return?.(undefined);
  }
}

/** Inserts `insertion` when `ms` have passed since the head. */
export async function* interposeAfter(
  steps: AsyncIterable<Step>,
  ms: number,
  insertion: Insertion,
  clock: Clock,
): AsyncGenerator<Step> {
  for await (const step of markDue(framed(steps), ms, clock)) {
    if (step !== 'due') {
      yield step;
      continue;
    }
    yield* insertion.steps;
    if (insertion.rest === 'dropped') return;
  }
}
