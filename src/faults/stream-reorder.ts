import { describePick, pickOf, picks } from '../answer/framing/sse/picks.ts';
import { swapEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

export const streamReorder = requestFault({
  name: 'stream-reorder',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'let an event change places with the next one',
  params: picks,
  main: 'frames',
  example: { frames: 2 },
  explain: (given) => `send ${describePick(given)} of a stream behind the next one`,
  apply(steps, { params: given, facts }) {
    const isPicked = pickOf(given);
    return onStreams(steps, facts, (stream) => swapEvents(stream, isPicked));
  },
});
