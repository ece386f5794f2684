import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { interposeBetween } from '../answer/framing/sse/rewrite.ts';
import { frameOfEvent, writtenEvents } from '../answer/framing/sse/written.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

const first = { kind: 'frames', count: 0 } as const;
const params = positioned(first, { events: writtenEvents.describe('Data, or fields of an event.') });

export const streamInsert = requestFault({
  name: 'stream-insert',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'put events of your own into a stream, as a gateway with other chunks would send them',
  params,
  main: 'events',
  example: { frames: 0, events: [{ choices: [], prompt_filter_results: [] }] },
  explain(given) {
    const where = describePosition(positionOf(given, first));
    return `put ${given.events.length} events of the scenario into the stream ${where}`;
  },
  apply(steps, { params: given, facts, clock }) {
    const insertion = { steps: given.events.map(frameOfEvent), rest: 'follows' } as const;
    return onStreams(steps, facts, (stream) =>
      interposeBetween(stream, positionOf(given, first), insertion, clock),
    );
  },
});
