import { STATUS_CODES } from 'node:http';

/** Statuses without content, even if the header fields declare some (RFC 9110 section 6.4.1). */
export const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Phrases that no RFC gives: Cloudflare's for what its origin did (522 and 525 were seen in traces, the
 * others are assumed), and nginx's for a client that left, which only its log has.
 */
const unregistered: Readonly<Record<number, string>> = {
  499: 'Client Closed Request',
  520: 'Origin Error',
  521: 'Origin Down',
  522: 'Origin Connection Time-out',
  523: 'Origin Unreachable',
  524: 'Origin Time-out',
  525: 'Origin SSL Handshake Error',
  526: 'Origin SSL Certificate Error',
};

/** The reason phrase of a status; empty where nobody gives it one (RFC 9112 section 4 allows that). */
export function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? unregistered[status] ?? '';
}

/** Converts Node's raw header fields `[name, value, name, value, …]` to pairs. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}

/**
 * First value of a raw field, ignoring the case of its name; `name` in lower case. `null`: the field is
 * absent.
 */
export function headerValue(raw: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < raw.length; index += 2)
    if (raw[index]?.toLowerCase() === name) return raw[index + 1] ?? null;
  return null;
}

/**
 * What `x-should-retry` says, a field that SDKs of OpenAI and Anthropic put above the status. `null`: nothing
 * that they read.
 */
export function shouldRetry(raw: readonly string[]): 'retry' | 'never' | null {
  const value = headerValue(raw, 'x-should-retry');
  if (value === 'true') return 'retry';
  return value === 'false' ? 'never' : null;
}

interface Asking {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A browser's question whether a page may send its request (Fetch standard, CORS-preflight request). */
export function isPreflight({ method, headers }: Asking): boolean {
  if (method !== 'OPTIONS' || headers['origin'] === undefined) return false;
  return headers['access-control-request-method'] !== undefined;
}

/**
 * The values of a field as `node:http` gives it. Repeated fields arrive joined by commas, as RFC 9110 section
 * 5.3 has it: the whole text is a value, and each part.
 */
export function valuesOf(field: string | readonly string[]): readonly string[] {
  if (typeof field !== 'string') return field;
  return field.includes(',') ? [field, ...field.split(',').map((part) => part.trim())] : [field];
}
