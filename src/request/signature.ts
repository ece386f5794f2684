import { hash } from 'node:crypto';
import { isMapping } from '../lib/mapping.ts';
import type { RequestFacts } from '../model/facts.ts';

type Headers = RequestFacts['headers'];

function textOf(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** SDKs of OpenAI's and Anthropic's count their retries from 0; others always send 0, most send nothing. */
export function retryCountOf({ headers }: Pick<RequestFacts, 'headers'>): number | null {
  const value = Number(textOf(headers, 'x-stainless-retry-count') ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 ? value : null;
}

/** Eight characters that are the same for the same key, and tell nothing of it. */
export function idempotencyKeyOf({ headers }: Pick<RequestFacts, 'headers'>): string | null {
  const key = textOf(headers, 'idempotency-key');
  return key === null ? null : hash('sha1', key, 'hex').slice(0, 8);
}

/** The trace-id of W3C Trace Context: one for all that a request of the application led to. */
export function traceOf({ headers }: Pick<RequestFacts, 'headers'>): string | null {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(textOf(headers, 'traceparent') ?? '')?.[1] ?? null;
}

/** The body without its model: a move to another model is the same call. */
function bodyHash({ json, body }: RequestFacts): string {
  if (isMapping(json)) return hash('sha1', JSON.stringify({ ...json, model: null }), 'base64');
  return body === null ? '' : hash('sha1', body, 'base64');
}

/** What the attempts of a call have in common, most telling first; their key may be replaced. */
export function signaturesOf(facts: RequestFacts): readonly string[] {
  const { method, path, headers, bodyExtent } = facts;
  const named = textOf(headers, 'x-badgateway-call');
  if (named !== null) return [`named ${named}`];
  const test = textOf(headers, 'x-test-id') ?? '';
  const size = textOf(headers, 'content-length') ?? 'unknown';
  const body = bodyExtent === 'whole' ? bodyHash(facts) : `length ${size}`;
  const equal = `${method} ${path} ${test} ${body}`;
  const key = idempotencyKeyOf(facts);
  return key === null ? [equal] : [`key ${key}`, equal];
}

/** What a request that joins nothing would be known by, in words. */
export function signalsOf({ headers, bodyExtent }: RequestFacts): readonly string[] {
  if (textOf(headers, 'x-badgateway-call') !== null) return ['x-badgateway-call'];
  const body = bodyExtent === 'whole' ? 'body' : 'length';
  return textOf(headers, 'idempotency-key') === null
    ? ['method', 'path', body]
    : ['idempotency-key', 'method', 'path', body];
}
