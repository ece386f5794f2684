import { headerValue } from '../../lib/http.ts';
import { member } from '../../lib/pointer.ts';
import { recordingShape } from '../../tape/format.ts';
import { askedIn, errorIn, isEventStream, streamIn } from '../bodies.ts';
import { retryAfterIn } from '../headers.ts';
import { type Observation, unknownObservation } from '../observation.ts';
import { modelOf } from '../values.ts';
import { each, type LearnFormat } from './format.ts';

function observed(record: unknown): Observation | null {
  const { success, data } = recordingShape.safeParse(record);
  if (!success) return null;
  const { at, request, response } = data;
  const { status, headers, headMs, chunks } = response;
  const isStream = isEventStream(headerValue(headers, 'content-type'));
  const text = Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
  // A coded body is no text, and a tape has whole exchanges alone.
  const isPlain = headerValue(headers, 'content-encoding') === null;
  const stream = isStream && isPlain ? streamIn(text) : null;
  return {
    ...unknownObservation,
    ...{ at, status },
    model: modelOf(request.model),
    path: request.path,
    error: status >= 400 && isPlain ? errorIn(text) : null,
    retryAfter: retryAfterIn(headers, at + headMs),
    firstByteMs: headMs,
    totalMs: headMs + (chunks.at(-1)?.atMs ?? 0),
    stream: isStream || askedIn(request.body?.toString()).stream,
    frames: stream?.frames ?? null,
    ending: stream?.ending ?? 'whole',
  };
}

export const tape: LearnFormat = {
  name: 'tape',
  summary: 'a tape of badgateway serve --record',
  recognises: (record) => member(record, 'tape') === 1,
  cannotTell: ['a tape has whole exchanges alone: answers that broke off, or never came, are not on it'],
  open: () =>
    each((record) => {
      if (member(record, 'tape') === 1) return [];
      const found = observed(record);
      return found && [found];
    }),
};
