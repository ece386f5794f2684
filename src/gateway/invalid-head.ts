import type { IncomingMessage } from 'node:http';
import type { Asked } from './asked-upstream.ts';

function countOf(raw: readonly string[], name: string): number {
  let count = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const field = raw[index] ?? '';
    // Nearly every name has another length: a request is not to pay for this check.
    if (field.length === name.length && field.toLowerCase() === name) count += 1;
  }
  return count;
}

/** What is wrong with a head that Node's parser takes; `null`: nothing. */
export function invalidHead({ method, url, rawHeaders }: IncomingMessage): string | null {
  const hosts = countOf(rawHeaders, 'host');
  if (hosts > 1) return `it has ${hosts} Host fields; send one (RFC 9112 section 3.2)`;
  if (url === '*' && method !== 'OPTIONS')
    return `its target is "*", which is for OPTIONS alone (RFC 9112 section 3.2.4); name a path`;
  return null;
}

/** `.` and `..` as segments, also percent-encoded or behind a backslash, which some servers read as `/`. */
const dotSegment = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|%2f|%5c|$)/i;

const hint = /[.%]/;

/** What is wrong with a target that is sent on to an upstream; `null`: nothing. */
export function invalidTarget({ target: { path }, source }: Asked): string | null {
  if (source.kind !== 'upstream' || source.upstream.dotSegments === 'relayed') return null;
  if (!hint.test(path) || !dotSegment.test(path)) return null;
  return 'its path has dot segments; remove them as RFC 3986 section 5.2.4 says, then send it';
}
