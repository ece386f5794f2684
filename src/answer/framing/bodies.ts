import type { RequestFacts } from '../../model/facts.ts';
import type { RawHeaders, Step } from '../../model/step.ts';
import { framed } from './events.ts';
import {
  type Head,
  headerValue,
  isBodiless,
  isEventStream,
  lengthOf,
  withHeaderValue,
  withoutHeaders,
} from './headers.ts';

/** Makes an answer anew from its head and the steps behind it. */
export type Rewrite = (head: Head, rest: AsyncIterable<Step>) => AsyncIterable<Step>;

export async function* startingWith(head: Head, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
  yield head;
  yield* rest;
}

/** Rewrites an answer from its head on, where the head is the one that is meant; else changes nothing. */
export async function* fromHead(
  steps: AsyncIterable<Step>,
  isMeant: (head: Head) => boolean,
  rewrite: Rewrite,
): AsyncGenerator<Step> {
  const source = steps[Symbol.asyncIterator]();
  const rest: AsyncIterable<Step> = { [Symbol.asyncIterator]: () => source };
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      const step = next.value;
      if (step.kind === 'head') return yield* isMeant(step) ? rewrite(step, rest) : startingWith(step, rest);
      yield step;
    }
  } finally {
    await source.return?.(undefined);
  }
}

const kinds = {
  any: () => true,
  json: (headers: RawHeaders) =>
    /^application\/([\w.-]+\+)?json\b/i.test(headerValue(headers, 'content-type') ?? ''),
  'no-stream': (headers: RawHeaders) => !isEventStream(headers),
} as const;

/** Rewrites answers with a body of that kind; HEAD, 204, 205 and 304 have none. */
export function onBodies(
  steps: AsyncIterable<Step>,
  { method }: RequestFacts,
  kind: keyof typeof kinds,
  rewrite: Rewrite,
): AsyncIterable<Step> {
  return fromHead(steps, (head) => !isBodiless(head, method) && kinds[kind](head.headers), rewrite);
}

/** The same fields with this one set: in its place, or behind the others. */
export function withField(headers: RawHeaders, name: string, value: string): RawHeaders {
  const known = name.toLowerCase();
  return headerValue(headers, known) === null
    ? [...headers, name, value]
    : withHeaderValue(headers, known, value);
}

const trailer = new Set(['trailer']);
const contentLength = new Set(['content-length']);

/** The head of a body that is known from the start; trailers follow chunks only. */
function declaring(head: Head, length: number): Head {
  const headers = withField(withoutHeaders(head.headers, trailer), 'Content-Length', String(length));
  return { ...head, headers, length };
}

/** The head of a body of another length; a `Content-Length` is corrected, never added. */
export function resized(head: Head, length: number): Head {
  return { ...head, headers: withHeaderValue(head.headers, 'content-length', String(length)), length };
}

/** The head of a body that is sent in chunks. What `share:` needs to know stays known. */
export function chunked(head: Head): Head {
  const length = lengthOf(head);
  const headers = withoutHeaders(head.headers, contentLength);
  return length === null ? { ...head, headers } : { ...head, headers, length };
}

/** The head of a body whose length nobody knows any more. */
export function unmeasured({ length: _, ...head }: Head): Head {
  return { ...head, headers: withoutHeaders(head.headers, contentLength) };
}

/** This body in place of another, which is never asked for. */
export async function* withBody(head: Head, bytes: Buffer): AsyncGenerator<Step> {
  yield declaring(head, bytes.length);
  if (bytes.length > 0) yield { kind: 'frame', bytes };
  yield { kind: 'end', damaged: true };
}

/** It ends as if it were whole, and is not. */
export async function* damaged(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  for await (const step of steps) yield step.kind === 'end' ? { kind: 'end', damaged: true } : step;
}

/** Bytes of a body that are held back at most, to know how many there are. */
const maxMeasured = 1_048_576;

/** An answer whose length is known, where it is no stream and not too long: it is held back until its end. */
export async function* measured(head: Head, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
  if (lengthOf(head) !== null || isEventStream(head.headers)) return yield* startingWith(head, rest);
  const source = framed(rest);
  const held: Step[] = [];
  let length = 0;
  let isWhole = false;
  try {
    while (!isWhole && length <= maxMeasured) {
      const next = await source.next();
      if (next.done === true) break;
      held.push(next.value);
      if (next.value.kind === 'frame') length += next.value.bytes.length;
      isWhole = next.value.kind === 'end';
    }
    yield isWhole ? { ...head, length } : head;
    yield* held;
    yield* source;
  } finally {
    await source.return(undefined);
  }
}
