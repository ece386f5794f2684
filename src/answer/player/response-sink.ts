import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import type { Ending, Played, PlayedPause } from '../../model/entry.ts';
import type { RawHeaders } from '../../model/step.ts';

/** Where an answer is played, and who wants to know. */
export interface ResponseSink {
  readonly res: ServerResponse;
  /** The client's connection; `res` has none while an earlier pipelined answer is under way. */
  readonly socket: Socket;
  /** The TCP connection under it; the same where there is no TLS. */
  readonly transport: Socket;
  readonly clock: Clock;
  /** Secrets out of the header fields that the journal keeps. */
  redact(headers: RawHeaders): readonly string[];
  /** Called once when nobody reads on: the client has left, was cut off, or has got all that it gets. */
  onEnd(): void;
  /** What a broken-off answer is called: the client left, or the gateway is shutting down. */
  brokenOff(): Extract<Ending, 'client-left' | 'drained'>;
}

/** What was played so far. */
export interface Tally {
  status: number | null;
  headers: readonly string[];
  headAt: number | null;
  error: string | null;
  reworded?: true;
  frames: number;
  bytes: number;
  readonly pauses: PlayedPause[];
  ending: Ending | null;
}

/** Written out: V8 keeps an object that is made of spread ones as a slow table. */
export function newTally(): Tally {
  return {
    status: null,
    headers: [],
    headAt: null,
    error: null,
    frames: 0,
    bytes: 0,
    pauses: [],
    ending: null,
  };
}

/** Steps that stop without saying how: the client would wait for ever. */
export function unfinished(): Error {
  return new Error('Failed to play an answer: its steps ended without end or sever');
}

export function playedOf(tally: Tally, sink: ResponseSink): Played {
  return { ...tally, ending: tally.ending ?? sink.brokenOff() };
}
