import { headerValue } from '../../lib/http.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { RawHeaders, Step } from '../../model/step.ts';
import { framed } from './events.ts';
import {
  type Head,
  isBodiless,
  isEventStream,
  lengthOf,
  withHeaderValue,
  withoutHeaders,
} from './headers.ts';

/** Makes a new answer from the head of an answer and the steps after it. */
export type Rewrite = (head: Head, rest: AsyncIterable<Step>) => AsyncIterable<Step>;

export async function* startingWith(head: Head, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
  yield head;
  yield* rest;
}

/**
 * Rewrites an answer from its head on if `isMeant` accepts the head; otherwise passes all steps on unchanged.
 */
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

/** Whether the body is JSON as it stands, without a content coding. */
export function isPlainJson(headers: RawHeaders): boolean {
  const coding = headerValue(headers, 'content-encoding') ?? 'identity';
  return coding.toLowerCase() === 'identity' && kinds.json(headers);
}

/** Rewrites answers with a body of that kind; HEAD, 204, 205 and 304 have none. */
export function onBodies(
  steps: AsyncIterable<Step>,
  { method }: RequestFacts,
  kind: keyof typeof kinds,
  rewrite: Rewrite,
): AsyncIterable<Step> {
  return fromHead(steps, (head) => !isBodiless(head, method) && kinds[kind](head.headers), rewrite);
}

/** The header fields with one field set: a field of that name keeps its place, a new one is appended. */
export function withField(headers: RawHeaders, name: string, value: string): RawHeaders {
  const known = name.toLowerCase();
  return headerValue(headers, known) === null
    ? [...headers, name, value]
    : withHeaderValue(headers, known, value);
}

const trailer = new Set(['trailer']);
const contentLength = new Set(['content-length']);

/**
 * The head of a body whose length is known from the start.
 * Drops `Trailer`: only chunked bodies have trailers.
 */
function declaring(head: Head, length: number): Head {
  const headers = withField(withoutHeaders(head.headers, trailer), 'Content-Length', String(length));
  return { ...head, headers, length };
}

/** The head of a body with a new length. Corrects an existing `Content-Length`, never adds one. */
export function resized(head: Head, length: number): Head {
  return { ...head, headers: withHeaderValue(head.headers, 'content-length', String(length)), length };
}

/** The head of a body that is sent in chunks. Keeps `length`, which positions given as `share:` need. */
export function chunked(head: Head): Head {
  const length = lengthOf(head);
  const headers = withoutHeaders(head.headers, contentLength);
  return length === null ? { ...head, headers } : { ...head, headers, length };
}

/** The head of a body whose length is no longer known. */
export function unmeasured({ length: _, ...head }: Head): Head {
  return { ...head, headers: withoutHeaders(head.headers, contentLength) };
}

/** An answer with `bytes` as its body. The source's own body is never pulled. */
export async function* withBody(head: Head, bytes: Buffer): AsyncGenerator<Step> {
  yield declaring(head, bytes.length);
  if (bytes.length > 0) yield { kind: 'frame', bytes };
  yield { kind: 'end', damaged: true };
}

/** Marks the end of an answer as damaged: it ends as if it were whole, but is not. */
export async function* damaged(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  for await (const step of steps) yield step.kind === 'end' ? { kind: 'end', damaged: true } : step;
}

/** Maximum number of bytes that `measured` holds back to find the length of a body. */
const maxMeasured = 1_048_576;

/**
 * Adds the length of the body to the head. For that, it holds the body back until its end. Streams and bodies
 * over `maxMeasured` pass without a length.
 */
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
