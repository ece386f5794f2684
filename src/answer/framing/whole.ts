import { reasonOf } from '../../lib/http.ts';
import type { AnswerOrigin } from '../../model/answer-origin.ts';
import type { RawHeaders, Step } from '../../model/step.ts';

/** An answer with a complete body: head with `Content-Length`, one frame, end. */
export function whole(
  origin: AnswerOrigin,
  status: number,
  contentType: string,
  body: string | Buffer,
  extra: RawHeaders = [],
): Step[] {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const headers = ['Content-Type', contentType, 'Content-Length', String(bytes.length), ...extra];
  return [{ kind: 'head', status, headers, origin }, { kind: 'frame', bytes }, { kind: 'end' }];
}

/** `503 Service Unavailable`, as a part of sentences. */
export function statusLine(status: number): string {
  return `${status} ${reasonOf(status)}`.trim();
}
