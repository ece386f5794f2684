import { z } from 'zod';
import { changed, changesShape, hasOneChange } from '../answer/framing/sse/change.ts';
import { describePick, pickOf, picks } from '../answer/framing/sse/picks.ts';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

const pointer = z
  .string()
  .regex(/^\/(?:[^~]|~[01])*$/, 'a JSON Pointer begins with "/", as /choices/0/delta');
const params = picks
  .safeExtend({
    having: pointer.optional().describe('Every event with a value there, in place of `frames`.'),
    ...changesShape(pointer),
  })
  .refine(hasOneChange, 'say what becomes of it: `with`, or `set`, `remove` or both')
  .refine(
    ({ having, frames, every }) => having === undefined || (frames ?? every) === undefined,
    'say which event by `frames` and `every`, or by `having`',
  );

export const streamReplace = requestFault({
  name: 'stream-replace',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'send other events in place of one, or change values in its JSON',
  params,
  example: { frames: 1, set: { '/choices/0/finish_reason': 'eos' }, remove: ['/choices/0/delta'] },
  explain(given) {
    const which = given.having === undefined ? describePick(given) : `each event with a ${given.having}`;
    return given.with === undefined
      ? `change ${which} of the stream as the scenario says`
      : `send ${given.with.length} events of the scenario in place of ${which}`;
  },
  apply(steps, { params: given, facts }) {
    const isPicked = pickOf(given);
    return onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, (event, ordinal) => {
        if (given.having === undefined && !isPicked(ordinal)) return [event];
        return changed(event, given);
      }),
    );
  },
});
