import type { RawHeaders, Step } from '../../model/step.ts';
import { headerValue, withoutHeaders } from './headers.ts';

const contentLength = new Set(['content-length']);

function isEventStream(headers: RawHeaders): boolean {
  return (headerValue(headers, 'content-type') ?? '').startsWith('text/event-stream');
}

/**
 * Rewrites server-sent events and leaves every other answer alone. A stream's `Content-Length` goes:
 * its length is about to change.
 */
export async function* onStreams(
  steps: AsyncIterable<Step>,
  rewrite: (stream: AsyncIterable<Step>) => AsyncIterable<Step>,
): AsyncGenerator<Step> {
  const source = steps[Symbol.asyncIterator]();
  const rest: AsyncIterable<Step> = { [Symbol.asyncIterator]: () => source };
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      const step = next.value;
      if (step.kind === 'head' && isEventStream(step.headers)) {
        yield* rewrite(startingWith({ ...step, headers: withoutHeaders(step.headers, contentLength) }, rest));
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
