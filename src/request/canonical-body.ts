import { canonicalJson } from '../lib/canonical-json.ts';
import { decodedContent } from '../lib/content-coding.ts';
import { digest } from '../lib/digest.ts';
import { boundaryOf } from '../lib/form-fields.ts';
import { isMapping } from '../lib/mapping.ts';
import type { RequestFacts } from '../model/facts.ts';

/** Larger coded bodies (bytes) are compared as they are: decoding them would take too long. */
const maxCoded = 256 * 1_024;
/** A body that decodes to more bytes is compared as it is. */
const maxDecoded = 4 * 1_048_576;

type Sent = Pick<RequestFacts, 'headers' | 'body' | 'exact'>;
type Compared = Sent & Pick<RequestFacts, 'ignored'>;

/** The body without its content coding; `null`: it has none, or cannot be decoded. */
function decoded({ headers, body }: Sent): Buffer | null {
  const coding = headers['content-encoding'];
  if (coding === undefined || body === null || body.length > maxCoded) return null;
  const plain = decodedContent(body, String(coding), true);
  return Buffer.isBuffer(plain) && plain.length <= maxDecoded ? plain : null;
}

/** Blanks, also as they are written in a string of JSON. */
const blanks = /(?:\s|\\[nrt])+/g;

/** Each attempt of a form has a boundary of its own, which says nothing. */
function withoutBoundary(bytes: Buffer, { headers }: Sent): Buffer | string {
  const boundary = boundaryOf(String(headers['content-type']));
  return boundary === null ? bytes : bytes.toString('latin1').replaceAll(boundary, '');
}

/**
 * The body without what says nothing: content coding, boundary, order of members, what the scenario ignores.
 * Text where it is a JSON object or list.
 */
function canonicalBody(facts: Compared, json = facts.exact): string | Buffer {
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
  return digest(canonicalBody(facts));
}

/**
 * The same without its model: a fallback to another model belongs to the same call. No two
 * prompts of an application differ by blanks alone.
 */
export function bodyDigest(facts: Compared): string {
  const { exact } = facts;
  if (!isMapping(exact)) return canonicalDigest(facts);
  const body = canonicalBody(facts, { ...exact, model: null });
  return digest(typeof body === 'string' ? body.replace(blanks, '') : body);
}
