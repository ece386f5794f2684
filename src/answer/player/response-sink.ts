import type { Socket } from 'node:net';
import type { AbortNotifier } from '../../lib/abort-notifier.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ClientResponse } from '../../model/client-response.ts';
import type { Ending, Played, PlayedPause } from '../../model/entry.ts';
import type { RawHeaders } from '../../model/step.ts';
import type { Tokens, Usage } from '../../model/tokens.ts';
import type { ErrorWatch } from './error-inside.ts';

/** Knows on which connections no request is under way. */
export interface IdleConnections {
  isIdle(socket: Socket): boolean;
  /** Calls `cancel` when a further request comes on the connection, or it closes. */
  whileIdle(socket: Socket, cancel: () => void): void;
}

/** The response to which an answer is written, and the callbacks for its end. */
export interface ResponseSink {
  readonly res: ClientResponse;
  /** The client's connection; `res.socket` is null while an earlier pipelined answer is still being sent. */
  readonly socket: Socket;
  /** The TCP connection under TLS; without TLS the same as `socket`. */
  readonly transport: Socket;
  readonly clock: Clock;
  /** Counts the answers that hang at the moment; absent: they are not counted. */
  readonly hanging?: { now: number };
  /** Absent: no connection is ended because it is idle. */
  readonly connections?: IdleConnections;
  /** Tells when its faults are to end; `null` or absent: it has none. */
  readonly faults?: AbortNotifier | null;
  /** Masks secrets in the header fields that the journal keeps. */
  redact(headers: RawHeaders): readonly string[];
  /**
   * Called once when the answer ends: the client has disconnected, was cut off, or has received everything.
   */
  onEnd(): void;
  /** Called when the connection ends by a fault, with every answer on it. */
  onSever(): void;
  /**
   * The ending of an incomplete answer: the client left, the gateway is shutting down, or another answer has
   * severed the connection.
   */
  brokenOff(): Extract<Ending, 'client-left' | 'drained' | 'severed'>;
}

/** Counts of what has been written so far. */
export interface Tally {
  status: number | null;
  headers: readonly string[];
  headAt: number | null;
  /** Milliseconds from `headAt` to the time by the wall clock. */
  wallAheadMs: number;
  error: string | null;
  reworded?: true;
  usage: Usage | null;
  /** `null`: the answer needs no look. */
  watch: ErrorWatch | null;
  frames: number;
  bytes: number;
  readonly pauses: PlayedPause[];
  ending: Ending | null;
}

/** Each field is written out, because V8 stores an object built by spreading as a slow hash table. */
export function newTally(): Tally {
  return {
    status: null,
    headers: [],
    headAt: null,
    wallAheadMs: 0,
    error: null,
    usage: null,
    watch: null,
    frames: 0,
    bytes: 0,
    pauses: [],
    ending: null,
  };
}

/** The error for steps that stop without `end` or `sever`: the client would wait forever. */
export function unfinished(): Error {
  return new Error('Failed to play an answer: its steps ended without end or sever');
}

/** A stream that was not sent whole costs the tokens of the events that were. */
function tokensOf({ tokens, leading }: Usage, frames: number, ending: Ending): Tokens {
  if (ending === 'complete' || leading === null) return tokens;
  const completion = Math.min(tokens.completion, Math.max(0, frames - leading));
  return { prompt: tokens.prompt, completion };
}

/** Milliseconds from which the wall clock is another one than the monotonic clock. */
const setMs = 100;

export function playedOf(tally: Tally, sink: ResponseSink): Played {
  const { status, headers, headAt, error, usage, frames, bytes, pauses } = tally;
  const ending = tally.ending ?? sink.brokenOff();
  const played: Played = { status, headers, headAt, error, frames, bytes, pauses, ending };
  const wereEnded = sink.faults?.aborted === true;
  const inside = tally.watch?.found ?? null;
  const wallAheadMs = Math.round(tally.wallAheadMs);
  const isSet = Math.abs(wallAheadMs) >= setMs;
  const isPlain = usage === null && inside === null && tally.reworded === undefined && !wereEnded && !isSet;
  if (isPlain) return played;
  return {
    ...played,
    ...(tally.reworded === undefined ? {} : { reworded: true }),
    ...(isSet ? { wallAheadMs } : {}),
    ...(inside === null ? {} : { errorInside: inside }),
    ...(wereEnded ? { faultsEnded: true } : {}),
    ...(usage === null ? {} : { tokens: tokensOf(usage, frames, ending) }),
  };
}
