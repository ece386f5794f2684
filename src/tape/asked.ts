import { hash } from 'node:crypto';
import type { RequestFacts } from '../model/facts.ts';
import type { RecordedRequest } from '../model/tape.ts';
import type { SecretMasker } from './secret-masker.ts';

/** Maximum number of bytes of a request body that a tape stores. */
const keptBytes = 65_536;

/** Replaces the boundary of a multipart body (RFC 2046 section 5.1), which is random in each request. */
function withoutBoundary(bytes: Buffer, { headers }: RequestFacts): Buffer {
  const [, quoted, bare] =
    /^multipart\/.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(headers['content-type']?.toString() ?? '') ??
    [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1');
}

/** The form in which a request is recorded and looked up, without the parts that differ each time. */
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
