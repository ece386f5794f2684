import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';

/** What a connection is waited for, and since when. */
type Waiting =
  /** Nothing came since `bytes` were read; `turn`: whether a request came before. */
  | {
      readonly for: 'request';
      readonly turn: 'first' | 'next';
      readonly bytes: number;
      readonly since: number;
    }
  /** A request has begun, but its head is not complete. */
  | { readonly for: 'head'; readonly since: number }
  /** A request that is already answered has more to send. */
  | { readonly for: 'rest'; readonly request: IncomingMessage; readonly since: number };

export interface ReadWatchParts {
  readonly clock: Clock;
  /** Milliseconds within which a head has to arrive. */
  limitMs(): number;
  /** Called when a head has not arrived in time. */
  late(socket: Socket): void;
}

/** Milliseconds that a connection without a byte of a first request is kept. */
const silenceMs = 60_000;

/** Milliseconds between two looks at all connections that are waited for; with a short limit fewer. */
const longestStepMs = 1_000;
const shortestStepMs = 5;
const stepsPerLimit = 32;

/**
 * Finds requests that take too long to arrive, by the clock that is passed in. Node has limits of its own,
 * but by its own clock, and it looks only every 30 seconds. No event tells that a further request has begun
 * on a connection, so the idle ones are looked at in steps: a late head is found by two steps at most.
 */
export class ReadWatch {
  readonly #parts: ReadWatchParts;
  readonly #waiting = new Map<Socket, Waiting>();
  /** Requests of a connection that are not answered yet. */
  readonly #unanswered = new WeakMap<Socket, number>();
  #cancel: (() => void) | null = null;

  constructor(parts: ReadWatchParts) {
    this.#parts = parts;
  }

  /** A connection is served from now on; `begun`: the first byte of its first request is here. */
  began(socket: Socket, state: 'begun' | 'silent'): void {
    const since = this.#parts.clock.now();
    socket.once('close', () => this.#forget(socket));
    if (state === 'begun') this.#await(socket, { for: 'head', since });
    else this.#await(socket, { for: 'request', turn: 'first', bytes: socket.bytesRead, since });
  }

  /** The head of a request is complete. */
  arrived(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.#forget(socket);
    this.#unanswered.set(socket, (this.#unanswered.get(socket) ?? 0) + 1);
    response.once('close', () => this.#answered(request, socket));
  }

  /** The connection carries no further request. */
  left(socket: Socket): void {
    this.#forget(socket);
  }

  #answered(request: IncomingMessage, socket: Socket): void {
    const unanswered = (this.#unanswered.get(socket) ?? 1) - 1;
    this.#unanswered.set(socket, unanswered);
    if (unanswered > 0 || socket.destroyed) return;
    const since = this.#parts.clock.now();
    if (request.complete) this.#awaitNext(socket, since);
    else this.#await(socket, { for: 'rest', request, since });
  }

  #awaitNext(socket: Socket, since: number): void {
    this.#await(socket, { for: 'request', turn: 'next', bytes: socket.bytesRead, since });
  }

  #await(socket: Socket, waiting: Waiting): void {
    this.#waiting.set(socket, waiting);
    this.#cancel ??= this.#next();
  }

  #forget(socket: Socket): void {
    if (!this.#waiting.delete(socket) || this.#waiting.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
  }

  #next(): () => void {
    const { clock, limitMs } = this.#parts;
    const stepMs = Math.max(shortestStepMs, Math.min(longestStepMs, limitMs() / stepsPerLimit));
    return clock.after(stepMs, () => {
      this.#cancel = null;
      const now = clock.now();
      for (const [socket, waiting] of this.#waiting) this.#look(socket, waiting, now);
      if (this.#waiting.size > 0) this.#cancel ??= this.#next();
    });
  }

  #look(socket: Socket, waiting: Waiting, now: number): void {
    const { late, limitMs } = this.#parts;
    const isOver = now - waiting.since >= limitMs();
    switch (waiting.for) {
      case 'request':
        if (socket.bytesRead > waiting.bytes) this.#await(socket, { for: 'head', since: now });
        else if (waiting.turn === 'first' && now - waiting.since >= silenceMs) socket.destroy();
        return;
      case 'head':
        if (!isOver) return;
        this.#forget(socket);
        late(socket);
        return;
      case 'rest':
        if (waiting.request.complete) this.#awaitNext(socket, now);
        // It has its answer, and a second one would be taken for that to the next request.
        else if (isOver) socket.destroy();
    }
  }
}
