import { hash } from 'node:crypto';
import type { PlacedRecording, RecordedRequest, RecordedResponse } from '../../../src/model/tape.ts';

/** A request as tapes know it; an object is its JSON. */
export function asked(body: unknown, change: Partial<RecordedRequest> = {}): RecordedRequest {
  const bytes = body === null ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const model = (body as { model?: unknown } | null)?.model;
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    query: '',
    model: typeof model === 'string' ? model : null,
    body: bytes,
    bodyBytes: bytes?.length ?? 0,
    bodyHash: hash('sha256', bytes ?? '', 'hex'),
    ...change,
  };
}

export const recordedResponse: RecordedResponse = {
  status: 200,
  reason: 'OK',
  headers: ['Content-Type', 'text/plain', 'x-Odd', 'ä'],
  headMs: 1.5,
  chunks: [{ atMs: 0, bytes: Buffer.from('hello') }],
  trailers: [],
  hidden: 0,
};

export function recorded(place: string, request: RecordedRequest): PlacedRecording {
  return { place, at: 1, request, response: recordedResponse };
}
