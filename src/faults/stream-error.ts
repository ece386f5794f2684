import { z } from 'zod';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { doneEvent, eventOf } from '../answer/framing/sse/event.ts';
import { interposeBetween } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import type { Step } from '../model/step.ts';
import { choiceInStream, findEntry, missingEntry, namedError, waysOf } from '../platforms/catalogue.ts';
import { errorText, reword, subjectOf } from '../platforms/envelope.ts';
import { requestFault } from './fault.ts';

const threeFrames = { kind: 'frames', count: 3 } as const;
const params = positioned(threeFrames, {
  ...namedError,
  as: z.enum(['data', 'event']).default('data').describe('As its data, or with `event: error`.'),
  then: z.enum(['end', 'done', 'continue']).default('end').describe('What follows.'),
}).refine((given) => waysOf(given) <= 1, 'only one of status, code and entry says which error');

const end: Step = { kind: 'end', damaged: true };
const endings = {
  end: { steps: [end], rest: 'dropped' },
  done: { steps: [{ kind: 'frame', bytes: doneEvent }, end], rest: 'dropped' },
  continue: { steps: [], rest: 'follows' },
} as const;

export const streamError = requestFault({
  name: 'stream-error',
  layer: 'stream',
  effect: 'rewrites',
  summary: "send an error of the platform's catalogue within a stream that began well",
  params,
  main: 'entry',
  example: { frames: 3, status: 503, as: 'event', then: 'done' },
  needsBody: ({ message }) => (message === 'scrambled' ? 'draws' : 'says'),
  explain(given) {
    const { by, value } = choiceInStream(given);
    const which = given[by] === undefined ? `${value} (assumed)` : value;
    const where = describePosition(positionOf(given, threeFrames));
    return `send the platform's error of ${by} ${which} as ${given.as} ${where}, then ${given.then}`;
  },
  objections(given, inUse, surfaces) {
    const choice = choiceInStream(given);
    const message = missingEntry(inUse, surfaces, choice);
    return message === null ? [] : [{ path: given[choice.by] ? [choice.by] : [], message }];
  },
  apply(steps, { params: given, facts, inUse, luck, clock }) {
    const entry = findEntry(inUse, facts.surface, choiceInStream(given));
    if (entry === null) return steps;
    const changes = { message: reword(given.message, luck) };
    const text = errorText(inUse, facts.surface, entry, subjectOf(facts), changes);
    const shown: Step = { kind: 'frame', bytes: eventOf(text, given.as === 'event' ? 'error' : null) };
    const { steps: after, rest } = endings[given.then];
    const [position, interlude] = [positionOf(given, threeFrames), { steps: [shown, ...after], rest }];
    return onStreams(steps, facts, (stream) => interposeBetween(stream, position, interlude, clock));
  },
});
