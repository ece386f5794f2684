import type { RequestFacts } from '../../model/facts.ts';
import type { Step } from '../../model/step.ts';
import { chunked, fromHead, startingWith } from './bodies.ts';
import { isBodiless, isEventStream } from './headers.ts';

/**
 * Rewrites event streams. All other answers, and heads without a body, pass unchanged. `Content-Length` is
 * removed, because the rewrite changes the length of the stream.
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
