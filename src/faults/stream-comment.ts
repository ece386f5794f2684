import { z } from 'zod';
import { rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  text: z
    .string()
    .regex(/^[^\r\n]*$/, 'a comment is one line')
    .default('keep-alive')
    .describe('One line.'),
  every: z.int().min(1).default(1).describe('Behind each so many events.'),
  count: z.int().min(1).default(1).describe('How many in a row.'),
});

export const streamComment = requestFault({
  name: 'stream-comment',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'put comments between the events, as proxies do for a heart-beat',
  params,
  main: 'text',
  example: { text: 'PROCESSING', every: 2, count: 3 },
  explain({ text, every, count }) {
    const comments = count === 1 ? 'a comment' : `${count} comments`;
    return `put ${comments} ": ${text}" before ${every === 1 ? 'each event' : `each ${every} events`}`;
  },
  apply(steps, { params: { text, every, count }, facts }) {
    const comment: Step = { kind: 'frame', bytes: Buffer.from(`: ${text}\n\n`), comment: true };
    return onStreams(steps, facts, (stream) =>
      rewriteEvents(stream, function* beat(event, ordinal) {
        for (let sent = 0; sent < count && ordinal % every === 0; sent += 1) yield comment;
        yield event;
      }),
    );
  },
});
