import { bodilessStatuses, headerValue } from '../../lib/http.ts';
import type { RawHeaders, Step } from '../../model/step.ts';

export type Head = Extract<Step, { kind: 'head' }>;

/** Whether another server made the answer, so that its head is passed on and gets no `Date` of ours. */
export function isRelayed({ origin }: Head): boolean {
  return origin === 'upstream' || origin === 'tape';
}

/** All fields except `names`, which are in lower case. */
export function withoutHeaders(headers: RawHeaders, names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!names.has(name.toLowerCase())) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

/** The fields with a new value for one of them; a field that is absent is not added. */
export function withHeaderValue(headers: RawHeaders, name: string, value: string): string[] {
  return headers.map((part, index) =>
    index % 2 === 1 && headers[index - 1]?.toLowerCase() === name ? value : part,
  );
}

/** RFC 9110 section 6.4.1: no content follows, even if the header fields declare some. */
export function isBodiless({ status }: Head, method: string): boolean {
  return method === 'HEAD' || bodilessStatuses.has(status);
}

export function isEventStream(headers: RawHeaders): boolean {
  return /^text\/event-stream\b/i.test(headerValue(headers, 'content-type') ?? '');
}

/** Number of bytes of the body if declared or known, otherwise `null`. */
export function lengthOf({ headers, length }: Head): number | null {
  const declared = headerValue(headers, 'content-length');
  return declared === null ? (length ?? null) : Number(declared);
}
