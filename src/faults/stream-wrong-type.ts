import { z } from 'zod';
import { framed } from '../answer/framing/events.ts';
import { withHeaderValue } from '../answer/framing/headers.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { contentType } from '../lib/shapes.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  type: contentType.default('application/json').describe('The Content-Type.'),
});

/** Splits the events first, because later faults could no longer detect that the answer is a stream. */
async function* retyped(stream: AsyncIterable<Step>, type: string): AsyncGenerator<Step> {
  for await (const step of framed(stream))
    yield step.kind === 'head'
      ? { ...step, headers: withHeaderValue(step.headers, 'content-type', type) }
      : step;
}

export const streamWrongType = requestFault({
  name: 'stream-wrong-type',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'give a stream another Content-Type; its bytes stay',
  params,
  main: 'type',
  example: { type: 'application/json' },
  explain: ({ type }) => `say that a stream is "${type}"`,
  apply: (steps, { params: { type }, facts }) => onStreams(steps, facts, (stream) => retyped(stream, type)),
});
