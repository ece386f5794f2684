import type { ClientRequest, IncomingMessage, InformationEvent } from 'node:http';
import type { Readable } from 'node:stream';
import type { AbortSignalLike } from '../../lib/abort-notifier.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UpstreamFailure } from '../../model/entry.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { Step } from '../../model/step.ts';
import { pairsOf } from '../player/instant.ts';
import { type Failure, failureOf, hungUp, spokeNoHttp, timedOut } from './failure.ts';
import { headOf, isWritable } from './head.ts';
import { endToEnd, type UpstreamEvents } from './outgoing.ts';
import { SilenceWatch } from './silence.ts';
import { finished, type Pulled, StepQueue } from './step-queue.ts';

/** What the upstream needs of one exchange. */
export interface Incoming {
  readonly req: IncomingMessage;
  readonly facts: RequestFacts;
  /** What is forwarded: the request itself when unread, else what was read, followed by the rest. */
  readonly body: Readable;
  /** Fires when the client has left (or the answer was severed). */
  readonly abort: AbortSignalLike;
  /** Told once when the real upstream failed. */
  failed(failure: UpstreamFailure): void;
}

/** What an exchange needs of its upstream. */
export interface UpstreamTransport {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Sends the request; the returned function tears it down, whatever became of it. */
  send(incoming: Incoming, events: UpstreamEvents): () => void;
  /** What the client is shown when there is no answer. */
  failureSteps(failure: Failure, facts: RequestFacts): readonly Step[];
}

/**
 * One request to the upstream and its answer as steps. Nothing is sent before the first pull.
 *
 *   unasked ─ next() ─> asked ─ head ─> answering ─ end of body ─> over
 *                         └──── failure, client gone, return() ─────┘
 *
 * An iterator by hand: a generator could not be stopped while it waits for the upstream.
 */
export class UpstreamExchange implements AsyncIterableIterator<Step, undefined>, UpstreamEvents {
  readonly #incoming: Incoming;
  readonly #transport: UpstreamTransport;
  readonly #steps = new StepQueue();
  #phase: 'unasked' | 'asked' | 'answering' | 'over' = 'unasked';
  #response: IncomingMessage | null = null;
  #watch: SilenceWatch | null = null;
  #tearDown: () => void = () => {};

  constructor(incoming: Incoming, transport: UpstreamTransport) {
    this.#incoming = incoming;
    this.#transport = transport;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Pulled> {
    if (this.#phase === 'unasked') this.#ask();
    return this.#steps.pull();
  }

  return(): Promise<Pulled> {
    this.#stop();
    return Promise.resolve(finished);
  }

  sending(request: ClientRequest): void {
    const { req, body } = this.#incoming;
    const isChunked = req.headers['transfer-encoding'] !== undefined;
    if (isChunked || req.headers['content-length'] !== undefined) this.#watch?.follow(request);
    // Before the library ends the request.
    if (isChunked) body.once('end', () => request.addTrailers(pairsOf(req.rawTrailers)));
    // An upgrade that nobody asked for ends the request without an error.
    request.on('close', this.#closed);
    if (req.httpVersion !== '1.0') request.on('information', this.#informed);
  }

  answered(response: IncomingMessage): void {
    if (this.#phase !== 'asked') return;
    if (!isWritable(response)) {
      this.#fail(spokeNoHttp);
      return;
    }
    this.#phase = 'answering';
    this.#watch?.stop();
    this.#response = response;
    response.on('end', this.#ended);
    this.#steps.push(headOf(response, this.#incoming.req));
    this.#steps.push({ kind: 'pipe', body: response });
  }

  readonly broke = (error: Error): void => {
    this.#fail(failureOf(error));
  };

  #ask(): void {
    const { abort, body } = this.#incoming;
    this.#phase = 'asked';
    if (abort.aborted) {
      this.#stop();
      return;
    }
    abort.addEventListener('abort', this.#stop, { once: true });
    body.on('error', this.#stop);
    this.#watch = new SilenceWatch(this.#transport.timeoutMs, this.#transport.clock, () =>
      this.#fail(timedOut),
    );
    this.#tearDown = this.#transport.send(this.#incoming, this);
  }

  readonly #closed = (): void => {
    if (this.#phase === 'asked') this.#fail(hungUp);
  };

  readonly #informed = ({
    statusCode: status,
    statusMessage: reason,
    rawHeaders,
  }: InformationEvent): void => {
    this.#watch?.heard();
    if (this.#phase !== 'asked') return;
    this.#steps.push({ kind: 'informational', status, reason, headers: endToEnd(rawHeaders) });
  };

  readonly #ended = (): void => {
    if (this.#phase !== 'answering') return;
    this.#phase = 'over';
    const trailers = this.#response?.rawTrailers ?? [];
    if (trailers.length > 0) this.#steps.push({ kind: 'trailers', headers: trailers });
    this.#steps.push({ kind: 'end' });
    this.#steps.close();
  };

  #fail(failure: Failure): void {
    // A whole answer stays whole, also when the upstream then closes on an upload it does not want.
    if (this.#phase === 'over' || this.#response?.complete === true) return;
    const when = this.#phase === 'answering' ? 'mid-body' : 'before-head';
    this.#phase = 'over';
    this.#watch?.stop();
    this.#incoming.failed({ when, code: failure.code });
    if (when === 'mid-body') this.#steps.push({ kind: 'sever', how: failure.how });
    else
      for (const step of this.#transport.failureSteps(failure, this.#incoming.facts)) this.#steps.push(step);
    this.#steps.close();
    this.#abort();
  }

  #abort(): void {
    this.#tearDown();
    // The rest of the upload has nowhere to go, and many clients read no answer before it was taken.
    this.#incoming.body.unpipe().resume();
  }

  /** Nobody wants the answer any more. */
  readonly #stop = (): void => {
    const phase = this.#phase;
    this.#phase = 'over';
    this.#steps.abandon();
    this.#watch?.stop();
    if (phase === 'asked' || phase === 'answering') this.#abort();
  };
}
