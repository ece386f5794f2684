import type { RequestFacts } from '../../model/facts.ts';
import type { Step } from '../../model/step.ts';
import { type Head, isBodiless, isEventStream, lengthOf, withoutHeaders } from './headers.ts';

const contentLength = new Set(['content-length']);

/** What `share:` needs to know stays known. */
function withoutContentLength(head: Head): Head {
  const length = lengthOf(head);
  const headers = withoutHeaders(head.headers, contentLength);
  return length === null ? { ...head, headers } : { ...head, headers, length };
}

/**
 * Rewrites server-sent events and leaves every other answer alone, also a head without a body. A stream's
 * `Content-Length` goes: its length is about to change.
 */
export async function* onStreams(
  steps: AsyncIterable<Step>,
  { method }: RequestFacts,
  rewrite: (stream: AsyncIterable<Step>) => AsyncIterable<Step>,
): AsyncGenerator<Step> {
  const source = steps[Symbol.asyncIterator]();
  const rest: AsyncIterable<Step> = { [Symbol.asyncIterator]: () => source };
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      const step = next.value;
      if (step.kind === 'head' && isEventStream(step.headers) && !isBodiless(step, method)) {
        yield* rewrite(startingWith(withoutContentLength(step), rest));
        return;
      }
      yield step;
    }
  } finally {
    await source.return?.(undefined);
  }
}

async function* startingWith(first: Step, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
  yield first;
  yield* rest;
}
