import type { RawHeaders } from '../../model/step.ts';

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
