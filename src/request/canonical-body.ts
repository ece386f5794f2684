import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { boundedJson } from '../lib/bounded-json.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { digest } from '../lib/digest.ts';
import { isMapping } from '../lib/mapping.ts';
import type { RequestFacts } from '../model/facts.ts';

/** Larger coded bodies (bytes) are compared as they are: decoding them would take too long. */
const maxCoded = 256 * 1_024;
/** A body that decodes to more bytes is compared as it is. */
const maxDecoded = 4 * 1_048_576;

const decoders: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

type Sent = Pick<RequestFacts, 'headers' | 'body' | 'json'>;
type Compared = Sent & Pick<RequestFacts, 'ignored'>;

/** The body without its content coding; `null`: it has none, or cannot be decoded. */
function decoded({ headers, body }: Sent): Buffer | null {
  const decode = decoders[String(headers['content-encoding'] ?? '').toLowerCase()];
  if (decode === undefined || body === null || body.length > maxCoded) return null;
  try {
    return decode(body, { maxOutputLength: maxDecoded });
  } catch {
    return null;
  }
}

/** The JSON of a body that was read as a whole, also of one with a content coding. */
export function jsonOf(facts: Sent): unknown {
  if (facts.json !== undefined) return facts.json;
  const bytes = decoded(facts);
  return bytes === null ? undefined : boundedJson(bytes.toString());
}

/** Blanks, also as they are written in a string of JSON. */
const blanks = /(?:\s|\\[nrt])+/g;

/** Each attempt of a form has a boundary of its own (RFC 2046 section 5.1.1), which says nothing. */
function withoutBoundary(bytes: Buffer, { headers }: Sent): Buffer | string {
  const [, quoted, bare] =
    /^multipart\/.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(String(headers['content-type'])) ?? [];
  const boundary = quoted ?? bare;
  return boundary === undefined ? bytes : bytes.toString('latin1').replaceAll(boundary, '');
}

/**
 * The body without what says nothing: content coding, boundary, order of members, what the scenario ignores.
 * Text where it is a JSON object or list.
 */
function canonicalBody(facts: Compared, json: unknown): string | Buffer {
  try {
    if (typeof json === 'object' && json !== null) return canonicalJson(json, facts.ignored);
  } catch (error) {
    // Nested too deeply to be written again: the bytes decide.
    if (!(error instanceof RangeError)) throw error;
  }
  const bytes = decoded(facts) ?? facts.body;
  return bytes === null ? '' : withoutBoundary(bytes, facts);
}

/** Digest of the canonical body of a request that was read as a whole, by which chance and tapes go. */
export function canonicalDigest(facts: Compared): string {
  return digest(canonicalBody(facts, jsonOf(facts)));
}

/**
 * The same without its model: a fallback to another model belongs to the same call. No two
 * prompts of an application differ by blanks alone.
 */
export function bodyDigest(facts: Compared): string {
  const json = jsonOf(facts);
  if (!isMapping(json)) return canonicalDigest(facts);
  const body = canonicalBody(facts, { ...json, model: null });
  return digest(typeof body === 'string' ? body.replace(blanks, '') : body);
}
