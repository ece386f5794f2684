import { hash } from 'node:crypto';
import { readTraceparent } from '../lib/trace-context.ts';
import type { RequestFacts } from '../model/facts.ts';
import { bodyDigest } from './canonical-body.ts';
import { canonicalQuery } from './canonical-query.ts';

type Headers = RequestFacts['headers'];

function textOf(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The SDKs of OpenAI and Anthropic count retries from 0; some SDKs always send 0, most send no count. */
export function retryCountOf({ headers }: Pick<RequestFacts, 'headers'>): number | null {
  const sent = textOf(headers, 'x-stainless-retry-count');
  const value = sent === null ? Number.NaN : Number(sent);
  return Number.isInteger(value) && value >= 0 ? value : null;
}

/** Digest of the key: 8 hex characters, so that equal keys can be recognized without storing them. */
export function idempotencyKeyOf({ headers }: Pick<RequestFacts, 'headers'>): string | null {
  const key = textOf(headers, 'idempotency-key');
  return key === null ? null : hash('sha1', key, 'hex').slice(0, 8);
}

/**
 * The trace-id of W3C Trace Context, which is the same for everything that one application request causes.
 */
export function traceOf({ headers }: Pick<RequestFacts, 'headers'>): string | null {
  const given = textOf(headers, 'traceparent');
  return given === null ? null : (readTraceparent(given)?.trace ?? null);
}

/** Values that the attempts of a call have in common, strongest first; the idempotency key may change. */
export function signaturesOf(facts: RequestFacts): readonly string[] {
  const { method, path, headers, bodyExtent } = facts;
  const named = textOf(headers, 'x-badgateway-call');
  if (named !== null) return [`named ${named}`];
  const test = textOf(headers, 'x-test-id') ?? '';
  const size = textOf(headers, 'content-length') ?? 'unknown';
  const body = bodyExtent === 'whole' ? bodyDigest(facts) : `length ${size}`;
  const equal = `${method} ${path}${canonicalQuery(facts)} ${test} ${body}`;
  const key = idempotencyKeyOf(facts);
  return key === null ? [equal] : [`key ${key}`, equal];
}

const named = ['x-badgateway-call'];
const equal = { body: ['method', 'path', 'body'], length: ['method', 'path', 'length'] };
const keyed = { body: ['idempotency-key', ...equal.body], length: ['idempotency-key', ...equal.length] };

/** Names of the signals by which later attempts of a new call would be recognized. */
export function signalsOf({ headers, bodyExtent }: RequestFacts): readonly string[] {
  if (textOf(headers, 'x-badgateway-call') !== null) return named;
  const by = textOf(headers, 'idempotency-key') === null ? equal : keyed;
  return bodyExtent === 'whole' ? by.body : by.length;
}
