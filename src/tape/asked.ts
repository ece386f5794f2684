import { hash } from 'node:crypto';
import type { RequestFacts } from '../model/facts.ts';
import type { RecordedRequest } from '../model/tape.ts';
import type { SecretMasker } from './secret-masker.ts';

/** Bytes of a request's body that a tape keeps. */
const keptBytes = 65_536;

/** The boundary of a multipart body (RFC 2046 section 5.1) is drawn anew for each request. */
function withoutBoundary(bytes: Buffer, { headers }: RequestFacts): Buffer {
  const [, quoted, bare] =
    /^multipart\/.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(headers['content-type']?.toString() ?? '') ??
    [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1');
}

/** The request as a tape knows it, and as it is looked for: what is not the same each time is left out. */
export function askedOf(facts: RequestFacts, masker: SecretMasker): RecordedRequest {
  const url = masker.url(facts.path + facts.query);
  const mark = url.indexOf('?');
  const whole = facts.body === null ? null : masker.requestBody(withoutBoundary(facts.body, facts));
  return {
    method: facts.method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark),
    model: facts.model === null ? null : masker.text(facts.model),
    body: whole?.subarray(0, keptBytes) ?? null,
    bodyBytes: whole?.length ?? 0,
    bodyHash: hash('sha256', whole ?? '', 'hex'),
  };
}
