import { headerPairs } from '../lib/http.ts';
import type { Recording } from '../model/tape.ts';
import { writtenBytes } from './bytes.ts';

/** What a tape begins with; `headerShape` reads it. */
export const headerLine = '{"tape":1}\n';

/** A recording as its line, which `recordingShape` reads. */
export function lineOf({ at, request: asked, response: text }: Recording): string {
  const { chunks, headers, trailers, ...rest } = text;
  const body = asked.body === null ? null : writtenBytes(asked.body);
  return `${JSON.stringify({
    at,
    request: { ...asked, body },
    response: {
      ...rest,
      headers: headerPairs(headers),
      chunks: chunks.map((each) => [each.atMs, writtenBytes(each.bytes)]),
      trailers: headerPairs(trailers),
    },
  })}\n`;
}
