import { isMapping } from '../../lib/mapping.ts';
import { member, pointed } from '../../lib/pointer.ts';
import { askedIn, errorIn, isEventStream, streamIn } from '../bodies.ts';
import { retryAfterIn } from '../headers.ts';
import { type Observation, type SeenEnding, unknownObservation } from '../observation.ts';
import { msOf, pathOf, statusOf, textOf, timeOf } from '../values.ts';
import { each, type LearnFormat } from './format.ts';

/** Header fields as a raw list. */
function fieldsOf(given: unknown): string[] {
  const fields: readonly unknown[] = Array.isArray(given) ? given : [];
  return fields.flatMap((field) => {
    const [name, value] = [textOf(member(field, 'name')), member(field, 'value')];
    return name !== null && typeof value === 'string' ? [name, value] : [];
  });
}

/** `_error` is Chrome's, on the response: `net::ERR_TIMED_OUT`. Without a status and without it: it broke. */
function endingOf(error: string | null, status: number | null, seen: SeenEnding): SeenEnding {
  if (error !== null && /TIMED_OUT|TIMEOUT/i.test(error)) return 'silent';
  if (error !== null && /ABORT|CANCEL/i.test(error)) return 'client-left';
  return error !== null || status === null ? 'broken' : seen;
}

function observed(entry: unknown): Observation | null {
  const [request, response] = [member(entry, 'request'), member(entry, 'response')];
  const at = timeOf(member(entry, 'startedDateTime'));
  if (at === null || !isMapping(request) || !isMapping(response)) return null;
  const status = statusOf(member(response, 'status'));
  const totalMs = msOf(member(entry, 'time'));
  const receiveMs = msOf(pointed(entry, '/timings/receive'));
  const asked = askedIn(pointed(request, '/postData/text'));
  const headers = fieldsOf(member(response, 'headers'));
  const text = textOf(pointed(response, '/content/text'));
  const isStream = isEventStream(textOf(pointed(response, '/content/mimeType')));
  const plain = member(member(response, 'content'), 'encoding') === undefined;
  const stream = isStream && text !== null && plain ? streamIn(text) : null;
  const error = textOf(member(response, '_error'));
  return {
    ...unknownObservation,
    at,
    model: asked.model,
    stream: isStream || asked.stream,
    path: pathOf(member(request, 'url')),
    status,
    error: status !== null && status >= 400 ? errorIn(text) : null,
    retryAfter: retryAfterIn(headers, at + (totalMs ?? 0)),
    firstByteMs: totalMs === null || receiveMs === null ? null : Math.max(0, totalMs - receiveMs),
    totalMs,
    frames: stream?.frames ?? null,
    ending: endingOf(error, status, stream?.ending ?? 'whole'),
  };
}

export const har: LearnFormat = {
  name: 'har',
  summary: 'HTTP Archive 1.2, as browsers and proxies save it',
  recognises: (record) => Array.isArray(pointed(record, '/log/entries')),
  cannotTell: [
    'a HAR holds what one client saw: traffic of others, and why a connection broke, are not in it',
    'whether a connection ended with FIN or with RST is not in a HAR; FIN is assumed',
  ],
  open: () =>
    each((record) => {
      const entries = pointed(record, '/log/entries');
      if (!Array.isArray(entries)) return null;
      return entries.flatMap((entry: unknown) => observed(entry) ?? []);
    }),
};
