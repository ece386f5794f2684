import { headerPairs } from '../lib/http.ts';
import type { Recording } from '../model/tape.ts';
import { writtenBytes } from './bytes.ts';

/** The first line of a tape; `headerShape` parses it. */
export const headerLine = '{"tape":1}\n';

/** A recording as a line of the tape; `recordingShape` parses it. */
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
