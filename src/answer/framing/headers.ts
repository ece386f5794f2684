import { bodilessStatuses } from '../../lib/http.ts';
import type { RawHeaders, Step } from '../../model/step.ts';

export type Head = Extract<Step, { kind: 'head' }>;

/** First value of a field, whatever its case; `null` when it is absent. */
export function headerValue(headers: RawHeaders, name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2)
    if (headers[index]?.toLowerCase() === name) return headers[index + 1] ?? null;
  return null;
}

/** All fields but these; names in lower case. */
export function withoutHeaders(headers: RawHeaders, names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!names.has(name.toLowerCase())) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

/** All fields as they were, but for the value of this one. */
export function withHeaderValue(headers: RawHeaders, name: string, value: string): string[] {
  return headers.map((part, index) =>
    index % 2 === 1 && headers[index - 1]?.toLowerCase() === name ? value : part,
  );
}

/** RFC 9110 section 6.4.1: no content follows, whatever the fields say. */
export function isBodiless({ status }: Head, method: string): boolean {
  return method === 'HEAD' || bodilessStatuses.has(status);
}

export function isEventStream(headers: RawHeaders): boolean {
  return /^text\/event-stream\b/i.test(headerValue(headers, 'content-type') ?? '');
}

/** Bytes of the body, where they are declared or known; else `null`. */
export function lengthOf({ headers, length }: Head): number | null {
  const declared = headerValue(headers, 'content-length');
  return declared === null ? (length ?? null) : Number(declared);
}
