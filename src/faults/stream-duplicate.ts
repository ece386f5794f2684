import { describePick, pickOf, picks } from '../answer/framing/sse/picks.ts';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

export const streamDuplicate = requestFault({
  name: 'stream-duplicate',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'send an event twice',
  params: picks,
  main: 'frames',
  example: { frames: 2 },
  explain: (given) => `send ${describePick(given)} of a stream twice`,
  apply(steps, { params: given, facts }) {
    const isPicked = pickOf(given);
    return onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, (event, ordinal) => (isPicked(ordinal) ? [event, event] : [event])),
    );
  },
});
