import type { Clock } from '../../lib/clock.ts';
import { headerValue, reasonOf } from '../../lib/http.ts';
import type { ClientResponse } from '../../model/client-response.ts';
import type { RawHeaders, Step } from '../../model/step.ts';
import { type Head, isRelayed } from '../framing/headers.ts';
import { ErrorWatch } from './error-inside.ts';
import { endIdle } from './idle.ts';
import type { ResponseSink, Tally } from './response-sink.ts';

type Raw = Extract<Step, { kind: 'raw' }>;
type Informational = Extract<Step, { kind: 'informational' }>;

/** Steps that are written at once. */
export type Instant =
  | Exclude<Step, { kind: 'pause' | 'hang' | 'pipe' | 'sever' | 'raw' | 'goaway' }>
  | (Raw & { readonly under: 'http' });

/**
 * Steps that take time. `raw` under TLS is one of them:
 * it waits until the encrypted bytes before it are sent.
 */
export type Lasting = Extract<Step, { kind: 'pause' | 'hang' | 'pipe' | 'sever' | 'raw' | 'goaway' }>;

export function isInstant(step: Step): step is Instant {
  switch (step.kind) {
    case 'pause':
    case 'hang':
    case 'pipe':
    case 'sever':
    case 'goaway':
      return false;
    case 'raw':
      return step.under === 'http';
    default:
      return true;
  }
}

/**
 * Node would date answers by a second that it has read before: after a step of the wall clock that is another
 * one than the date in `Retry-After`.
 */
function dateOf(step: Head, clock: Pick<Clock, 'httpDate'>, wall: number): readonly string[] {
  const isDated = isRelayed(step) || headerValue(step.headers, 'date') !== null;
  return isDated ? [] : ['Date', clock.httpDate(wall)];
}

/** Node adds a `Keep-Alive` of its own unless `Connection` is given. */
function keepAliveOf({ keepAlive, delimited }: Head, { shouldKeepAlive }: ClientResponse): readonly string[] {
  if (keepAlive === undefined || !shouldKeepAlive || delimited !== undefined) return [];
  const kept = ['Connection', 'keep-alive'];
  return keepAlive === 'unsaid' ? kept : [...kept, 'Keep-Alive', `timeout=${keepAlive}`];
}

function playHead(step: Head, { res, redact, clock }: ResponseSink, tally: Tally): void {
  const [at, wall] = [clock.now(), clock.wall()];
  const headers = [...step.headers, ...keepAliveOf(step, res), ...dateOf(step, clock, wall)];
  if (isRelayed(step)) res.sendDate = false;
  // Makes Node close the connection after the body.
  if (step.delimited === 'by-close') res.useChunkedEncodingByDefault = false;
  res.writeHead(step.status, step.reason ?? reasonOf(step.status), headers);
  tally.status = step.status;
  tally.headers = redact(step.headers);
  tally.headAt = at;
  tally.wallAheadMs = wall - at;
  tally.error = step.error ?? null;
  if (step.reworded === true) tally.reworded = true;
  tally.usage = step.usage ?? null;
  tally.watch = ErrorWatch.of(step);
}

/** Whether this is exactly the `100 Continue` that Node writes itself. */
function isPlainContinue({ status, reason, headers }: Informational): boolean {
  return status === 100 && reason === 'Continue' && headers.length === 0;
}

/**
 * Writes an interim response. Node has methods for 100,
 * 102 and 103 only, so others go to the socket directly.
 */
function playInformational(step: Informational, { res, socket }: ResponseSink): void {
  // Node closes the connection after a 100 that it has not written itself.
  if (isPlainContinue(step)) {
    res.writeContinue();
    return;
  }
  if (res.http2 !== undefined) {
    res.http2.informational(step.status, step.headers);
    return;
  }
  let text = `HTTP/1.1 ${step.status} ${step.reason ?? ''}\r\n`;
  for (let index = 0; index + 1 < step.headers.length; index += 2)
    text += `${step.headers[index]}: ${step.headers[index + 1]}\r\n`;
  socket.write(`${text}\r\n`, 'latin1');
}

export function pairsOf(headers: RawHeaders): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2)
    pairs.push([headers[index] ?? '', headers[index + 1] ?? '']);
  return pairs;
}

type Frame = Extract<Step, { kind: 'frame' }>;
type End = Extract<Step, { kind: 'end' }>;

function countFrame(step: Frame, tally: Tally): void {
  if (step.comment !== true) tally.frames += 1;
  tally.bytes += step.bytes.length;
  tally.watch?.see(step.bytes);
}

/** Writes the last frame and the end together, and also the head if it is still waiting. */
export function playLast(frame: Frame, end: End, sink: ResponseSink, tally: Tally): void {
  countFrame(frame, tally);
  if (end.idle !== undefined) endIdle(end.idle, sink);
  sink.res.end(frame.bytes);
  tally.ending = endingOf(end);
}

function endingOf({ damaged }: End): 'complete' | 'damaged' {
  return damaged === true ? 'damaged' : 'complete';
}

/** Writes a step. Returns whether the socket's buffer has room for more. */
export function playInstant(step: Instant, sink: ResponseSink, tally: Tally): 'room' | 'full' {
  const { res, socket } = sink;
  switch (step.kind) {
    case 'informational':
      playInformational(step, sink);
      return 'room';
    case 'head':
      playHead(step, sink, tally);
      return 'room';
    case 'frame':
      countFrame(step, tally);
      return res.write(step.bytes) ? 'room' : 'full';
    case 'raw':
      if (tally.status !== null) res.flushHeaders();
      tally.bytes += step.bytes.length;
      socket.write(step.bytes);
      return 'room';
    case 'trailers':
      res.addTrailers(pairsOf(step.headers));
      return 'room';
    case 'end':
      if (step.idle !== undefined) endIdle(step.idle, sink);
      res.end();
      tally.ending = endingOf(step);
      return 'room';
  }
}
