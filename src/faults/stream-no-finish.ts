import { z } from 'zod';
import { jsonOf } from '../answer/framing/sse/event.ts';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

const chunk = z.object({ choices: z.array(z.unknown()) });
const finished = z.object({ finish_reason: z.string() });

/** Whether the event ends a choice. */
function finishes(event: Buffer): boolean {
  const { data } = chunk.safeParse(jsonOf(event));
  return data?.choices.some((choice) => finished.safeParse(choice).success) ?? false;
}

export const streamNoFinish = requestFault({
  name: 'stream-no-finish',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'leave out the events that say why the text ended; usage and [DONE] come',
  params: z.strictObject({}),
  example: {},
  explain: () => 'leave out the events of a stream that have a finish_reason',
  apply: (steps, { facts }) =>
    onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, (event) => (finishes(event.bytes) ? [] : [event])),
    ),
});
