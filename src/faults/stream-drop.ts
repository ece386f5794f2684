import { describePick, pickOf, picks } from '../answer/framing/sse/picks.ts';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

export const streamDrop = requestFault({
  name: 'stream-drop',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'leave an event out; the stream goes on behind it',
  params: picks,
  main: 'frames',
  example: { frames: 3, every: 4 },
  explain: (given) => `leave ${describePick(given)} of a stream out`,
  apply(steps, { params: given, facts }) {
    const isPicked = pickOf(given);
    return onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, (event, ordinal) => (isPicked(ordinal) ? [] : [event])),
    );
  },
});
