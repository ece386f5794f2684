import type { RequestFacts } from '../../model/facts.ts';
import type { Step } from '../../model/step.ts';
import { chunked, fromHead, startingWith } from './bodies.ts';
import { isBodiless, isEventStream } from './headers.ts';

/**
 * Rewrites server-sent events and leaves every other answer alone, also a head without a body. A stream's
 * `Content-Length` goes: its length is about to change.
 */
export function onStreams(
  steps: AsyncIterable<Step>,
  { method }: RequestFacts,
  rewrite: (stream: AsyncIterable<Step>) => AsyncIterable<Step>,
): AsyncIterable<Step> {
  return fromHead(
    steps,
    (head) => isEventStream(head.headers) && !isBodiless(head, method),
    (head, rest) => rewrite(startingWith(chunked(head), rest)),
  );
}
