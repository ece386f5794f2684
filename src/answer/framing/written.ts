import type { z } from 'zod';
import { exactText } from '../../lib/exact-json.ts';
import { rawFields, valuesOf, type writtenFields, type writtenReason } from '../../lib/header-fields.ts';
import { bodilessStatuses } from '../../lib/http.ts';
import type { Step } from '../../model/step.ts';
import { frameOf, splitEvents } from './events.ts';
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

async function* framesOf({ body, events }: WrittenAnswer, kind: 'events' | 'whole'): AsyncGenerator<Step> {
  if (events !== undefined) return yield* events.map(frameOfEvent);
  const bytes = Buffer.from(typeof body === 'string' ? body : exactText(body));
  if (kind === 'whole') return yield { kind: 'frame', bytes };
  const one = async function* () {
    yield bytes;
  };
  for await (const piece of splitEvents(one())) yield frameOf(piece);
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
export async function* writtenSteps(given: WrittenAnswer, method: string): AsyncGenerator<Step> {
  const { status, reason, headers } = given;
  const said = {
    kind: 'head',
    status,
    ...(reason === undefined ? {} : { reason }),
    origin: 'respond',
  } as const;
  if (bodilessStatuses.has(status)) {
    yield { ...said, headers: rawFields(headers) };
    yield { kind: 'end' };
    return;
  }
  const types = typesOf(given).flatMap((type) => ['Content-Type', type]);
  const kind = isEventStream(types) ? 'events' : 'whole';
  const frames: Step[] = [];
  for await (const frame of framesOf(given, kind)) frames.push(frame);
  const length = frames.reduce((sum, step) => (step.kind === 'frame' ? sum + step.bytes.length : sum), 0);
  const ours = framingIn(given).length > 0 || kind === 'events' ? [] : ['Content-Length', String(length)];
  yield { ...said, headers: [...types, ...ours, ...rawFields(headers, ['content-type'])], length };
  yield* frames;
  yield endOf(valuesOf(headers, 'content-length')[0], length, method);
}
