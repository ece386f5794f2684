import type { Played } from '../model/entry.ts';
import type { Answer, Step } from '../model/step.ts';
import { isInstant, playInstant, playLast } from './player/instant.ts';
import { perform } from './player/perform.ts';
import { newTally, playedOf, type ResponseSink, unfinished } from './player/response-sink.ts';

async function* after(steps: readonly Step[], index: number): AsyncGenerator<Step> {
  yield* steps.slice(index);
}

/**
 * The only code that writes an answer to a client. An answer that is an array is written without awaiting.
 */
export function play(answer: Answer, sink: ResponseSink): Played | Promise<Played> {
  const tally = newTally();
  if (Symbol.asyncIterator in answer) return perform(answer, sink, tally);
  for (const [index, step] of answer.entries()) {
    if (!isInstant(step)) return perform(after(answer, index), sink, tally);
    const next = answer[index + 1];
    if (step.kind === 'frame' && next?.kind === 'end') {
      playLast(step, next, sink, tally);
      break;
    }
    playInstant(step, sink, tally);
  }
  if (tally.ending === null) throw unfinished();
  return playedOf(tally, sink);
}
