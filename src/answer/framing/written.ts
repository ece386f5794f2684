import type { z } from 'zod';
import { exactText } from '../../lib/exact-json.ts';
import { rawFields, valuesOf, type writtenFields, type writtenReason } from '../../lib/header-fields.ts';
import { bodilessStatuses } from '../../lib/http.ts';
import type { Step } from '../../model/step.ts';
import { eventsIn, frameOf } from './events.ts';
import { frameBytes } from './frame-bytes.ts';
import { isEventStream } from './headers.ts';
import { frameOfEvent, type writtenEvents } from './sse/written.ts';
import { framingIn } from './written-head.ts';

/** An answer as a scenario writes it. */
export interface WrittenAnswer {
  readonly status: number;
  readonly reason?: z.output<typeof writtenReason> | undefined;
  readonly headers?: z.output<typeof writtenFields> | undefined;
  readonly body: unknown;
  readonly events?: z.output<typeof writtenEvents> | undefined;
}

/** What is wrong with the fields that say where the body ends (RFC 9112 section 6). */
function* framingMistakes({ status, headers }: WrittenAnswer): Generator<string> {
  const lengths = valuesOf(headers, 'content-length');
  const codings = valuesOf(headers, 'transfer-encoding');
  const [length] = lengths;
  if (length !== undefined && (lengths.length > 1 || !/^\d{1,15}$/.test(length)))
    yield 'Content-Length is one number of bytes; for one that is none use the fault bad-head';
  if (codings.length > 0 && codings.join().toLowerCase() !== 'chunked')
    yield 'Transfer-Encoding can be chunked, once: no other coding is applied to the body';
  if (length !== undefined && codings.length > 0)
    yield 'a message has Content-Length or Transfer-Encoding, never both (RFC 9112 section 6.2)';
  if (bodilessStatuses.has(status) && (codings.length > 0 || (length !== undefined && status !== 304)))
    yield `a ${status} has no body, so no field says where it ends`;
}

export interface Mistake {
  readonly path: readonly string[];
  readonly message: string;
}

export function mistakesOf(given: WrittenAnswer): Mistake[] {
  const { status, body, events } = given;
  const message = `a ${status} has no body; leave it out`;
  const content = bodilessStatuses.has(status)
    ? [
        ...(body === '' ? [] : [{ path: ['body'], message }]),
        ...(events === undefined ? [] : [{ path: ['events'], message }]),
      ]
    : [];
  return [...content, ...[...framingMistakes(given)].map((message) => ({ path: ['headers'], message }))];
}

function typesOf({ headers, body, events }: WrittenAnswer): readonly string[] {
  const named = valuesOf(headers, 'content-type');
  if (named.length > 0) return named;
  if (events !== undefined) return ['text/event-stream'];
  return [typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'];
}

function framesOf({ body, events }: WrittenAnswer, kind: 'events' | 'whole'): Step[] {
  if (events !== undefined) return events.map(frameOfEvent);
  const bytes = Buffer.from(typeof body === 'string' ? body : exactText(body));
  return kind === 'whole' ? [{ kind: 'frame', bytes }] : eventsIn(bytes).map(frameOf);
}

/** An answer whose length is not that of its body: more is never waited for on the same connection. */
function endOf(declared: string | undefined, length: number, method: string): Step {
  if (declared === undefined || method === 'HEAD' || Number(declared) === length) return { kind: 'end' };
  return Number(declared) > length ? { kind: 'sever', how: 'fin' } : { kind: 'end', damaged: true };
}

/**
 * The answer as it is written: its own `Content-Length` or `Transfer-Encoding` replaces ours. An event stream
 * has no length, and each event is a frame.
 */
export function writtenSteps(given: WrittenAnswer, method: string): Step[] {
  const { status, reason, headers } = given;
  const said = {
    kind: 'head',
    status,
    ...(reason === undefined ? {} : { reason }),
    origin: 'respond',
  } as const;
  if (bodilessStatuses.has(status)) return [{ ...said, headers: rawFields(headers) }, { kind: 'end' }];
  const types = typesOf(given).flatMap((type) => ['Content-Type', type]);
  const kind = isEventStream(types) ? 'events' : 'whole';
  const frames = framesOf(given, kind);
  const length = frameBytes(frames);
  const ours = framingIn(given).length > 0 || kind === 'events' ? [] : ['Content-Length', String(length)];
  const fields = [...types, ...ours, ...rawFields(headers, ['content-type'])];
  const end = endOf(valuesOf(headers, 'content-length')[0], length, method);
  return [{ ...said, headers: fields, length }, ...frames, end];
}
