import { z } from 'zod';
import { isDone } from '../answer/framing/sse/event.ts';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

export const streamNoDone = requestFault({
  name: 'stream-no-done',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'leave [DONE] out; everything else of the stream comes',
  params: z.strictObject({}),
  example: {},
  explain: () => 'leave the [DONE] of a stream out',
  apply: (steps, { facts }) =>
    onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, (event) => (isDone(event.bytes) ? [] : [event])),
    ),
});
