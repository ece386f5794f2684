import type { Clock } from '../../lib/clock.ts';
import type { Step } from '../../model/step.ts';
import { framed } from './events.ts';

/** What is done at the position, and whether the rest of the answer follows. */
export interface Interlude {
  readonly steps: readonly Step[];
  readonly rest: 'dropped' | 'follows';
}

/** Which comes first: the next step, or the end of `ms`. */
function race(pull: Promise<unknown>, ms: number, clock: Clock): Promise<'step' | 'due'> {
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

/** The steps, with `due` where `ms` have passed since the head, also while the source is silent. */
async function* markDue(steps: AsyncIterable<Step>, ms: number, clock: Clock): AsyncGenerator<Step | 'due'> {
  const source = steps[Symbol.asyncIterator]();
  let due = Number.POSITIVE_INFINITY;
  try {
    for (;;) {
      const pull = source.next();
      pull.catch(() => {});
      if ((await race(pull, due - clock.now(), clock)) === 'due') {
        due = Number.POSITIVE_INFINITY;
        yield 'due';
      }
      const next = await pull;
      if (next.done === true) return;
      if (next.value.kind === 'head') due = clock.now() + ms;
      const left = Math.max(0, due - clock.now());
      if (isSilence(next.value) && next.value.ms > left) {
        due = Number.POSITIVE_INFINITY;
        // Its first part is a pause in any case: a hang that is cut short did not run its time.
        yield { kind: 'pause', ms: left };
        yield 'due';
        yield { ...next.value, ms: next.value.ms - left };
      } else yield next.value;
    }
  } finally {
    // Not awaited: a silent source answers only when the client's leaving has cancelled it.
    void source.return?.(undefined);
  }
}

/** Plays `interlude` when `ms` have passed since the head. */
export async function* interposeAfter(
  steps: AsyncIterable<Step>,
  ms: number,
  interlude: Interlude,
  clock: Clock,
): AsyncGenerator<Step> {
  for await (const step of markDue(framed(steps), ms, clock)) {
    if (step !== 'due') {
      yield step;
      continue;
    }
    yield* interlude.steps;
    if (interlude.rest === 'dropped') return;
  }
}
