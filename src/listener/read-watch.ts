import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';

/**
 * What a connection is waited for:
 *
 *   request   nothing has come of a request, or of a further one
 *   head      a request has begun, but its head is not complete
 *   answer    the client waits
 *   rest      a request that is already answered has more to send
 */
type Waiting = 'request' | 'head' | 'answer' | 'rest';

/** One for each connection, changed in place: a request costs some marks on it, and no timer. */
interface Line {
  waiting: Waiting;
  turn: 'first' | 'next';
  /** When that began, in milliseconds since the Unix epoch; for a `next` request unknown. */
  since: number;
  /** Bytes that were read of the connection before what it is waited for. */
  bytes: number;
  /** The latest request. */
  request: IncomingMessage | null;
  /** Whether all of its bytes were seen to be here. */
  end: 'ahead' | 'seen';
  /** Requests without a complete answer. */
  unanswered: number;
  /** What waits until no more than so many are unanswered; `null`: nothing does. */
  settled: { readonly unanswered: number; done(): void } | null;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

export interface ReadWatchParts {
  readonly clock: Clock;
  /** Milliseconds within which a head has to arrive. */
  limitMs(): number;
  /** Called when a head has not arrived in time. */
  late(socket: Socket): void;
}

/** Milliseconds that a connection without a byte of a first request is kept. */
const silenceMs = 60_000;

/** Milliseconds between two looks at all connections; with a short limit fewer. */
const longestStepMs = 1_000;
const shortestStepMs = 5;
const stepsPerLimit = 32;

/**
 * Finds requests that take too long to arrive, by the clock that is passed in. Node has limits of its own,
 * but by its own clock, and it looks only every 30 seconds. No event tells that a further request has begun
 * on a connection, so all of them are looked at in steps: a late head is found by two steps at most.
 */
export class ReadWatch {
  readonly #parts: ReadWatchParts;
  readonly #lines = new Map<Socket, Line>();
  #cancel: (() => void) | null = null;

  constructor(parts: ReadWatchParts) {
    this.#parts = parts;
  }

  /** A connection is served from now on; `begun`: the first byte of its first request is here. */
  began(socket: Socket, state: 'begun' | 'silent'): void {
    this.#lines.set(socket, {
      waiting: state === 'begun' ? 'head' : 'request',
      turn: 'first',
      since: this.#parts.clock.now(),
      bytes: socket.bytesRead,
      request: null,
      end: 'seen',
      unanswered: 0,
      settled: null,
    });
    socket.once('close', () => this.left(socket));
    this.#cancel ??= this.#next();
  }

  /** The head of a request is complete. Answers when it began, if that was seen. */
  arrived(request: IncomingMessage, response: ServerResponse): number | null {
    const { socket } = request;
    const line = this.#lines.get(socket);
    if (line === undefined) return null;
    const began = line.waiting === 'head' ? line.since : null;
    line.waiting = 'answer';
    line.request = request;
    line.unanswered += 1;
    line.bytes = socket.bytesRead;
    line.end = hasBody(request) ? 'ahead' : 'seen';
    // `on`, not `once`: both come once, and each request pays for a wrapper of its listener.
    if (line.end === 'ahead') request.on('end', () => this.#ended(request, line));
    response.on('close', () => this.#answered(socket, line));
    return began;
  }

  /** The connection is closed, or carries no further request. */
  left(socket: Socket): void {
    this.#lines.delete(socket);
    if (this.#lines.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
  }

  /**
   * Whether a request that came whole is unanswered, in front of bytes that are no request. `done` is then
   * called when each of them has its answer.
   */
  isAnswering(socket: Socket, done: () => void): boolean {
    const line = this.#lines.get(socket);
    if (line === undefined) return false;
    const broken = line.request?.complete === false ? 1 : 0;
    if (line.unanswered <= broken) return false;
    line.settled = { unanswered: broken, done };
    return true;
  }

  /** Whether the last request that came is whole and has its answer, so that bytes are of a further one. */
  isAwaiting(socket: Socket): boolean {
    const waiting = this.#lines.get(socket)?.waiting;
    return waiting === 'request' || waiting === 'head';
  }

  /** What comes from now on is of a further request, whose head may be here before the answer to this one. */
  #ended(request: IncomingMessage, line: Line): void {
    if (line.request !== request) return;
    line.end = 'seen';
    line.bytes = request.socket.bytesRead;
  }

  #answered(socket: Socket, line: Line): void {
    line.unanswered -= 1;
    if (line.unanswered === 0) {
      if (line.request?.complete === true) this.#awaitNext(socket, line);
      else this.#awaitRest(socket, line, this.#parts.clock.now());
    }
    if (line.settled !== null && line.unanswered <= line.settled.unanswered) line.settled.done();
  }

  #awaitRest(socket: Socket, line: Line, now: number): void {
    line.waiting = 'rest';
    line.since = now;
    line.bytes = socket.bytesRead;
  }

  #awaitNext(socket: Socket, line: Line): void {
    line.waiting = 'request';
    line.turn = 'next';
    if (line.end === 'ahead') line.bytes = socket.bytesRead;
  }

  #next(): () => void {
    const { clock, limitMs } = this.#parts;
    const stepMs = Math.max(shortestStepMs, Math.min(longestStepMs, limitMs() / stepsPerLimit));
    return clock.after(stepMs, () => {
      const now = clock.now();
      this.#cancel = null;
      for (const [socket, line] of this.#lines) this.#look(socket, line, now);
      if (this.#lines.size > 0) this.#cancel ??= this.#next();
    });
  }

  #look(socket: Socket, line: Line, now: number): void {
    const { late, limitMs } = this.#parts;
    const isOver = now - line.since >= limitMs();
    switch (line.waiting) {
      case 'answer':
        return;
      case 'request':
        if (socket.bytesRead > line.bytes) {
          line.waiting = 'head';
          line.since = now;
        } else if (line.turn === 'first' && now - line.since >= silenceMs) socket.destroy();
        return;
      case 'head':
        if (!isOver) return;
        this.left(socket);
        late(socket);
        return;
      case 'rest':
        if (line.request?.complete === true) this.#awaitNext(socket, line);
        else if (socket.bytesRead > line.bytes) this.#awaitRest(socket, line, now);
        // It has its answer, and a second one would be taken for that to the next request.
        else if (isOver) socket.destroy();
    }
  }
}
