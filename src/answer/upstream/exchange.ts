import type { ClientRequest, IncomingMessage, InformationEvent } from 'node:http';
import type { Readable } from 'node:stream';
import type { AbortSignalLike } from '../../lib/abort-notifier.ts';
import type { Clock } from '../../lib/clock.ts';
import { afterSilence, newBytes } from '../../lib/deadline.ts';
import type { UpstreamFailure } from '../../model/entry.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { Step } from '../../model/step.ts';
import { pairsOf } from '../player/instant.ts';
import { closedEarly, type Failure, failureOf, notHttp, timedOut } from './failure.ts';
import { headOf, isWritable } from './head.ts';
import { endToEnd, type UpstreamEvents } from './outgoing.ts';
import { SilenceWatch } from './silence.ts';
import { bodyAgain, maySendAgain, type Sent, sentOn } from './stale.ts';
import { finished, type Pulled, StepQueue } from './step-queue.ts';

/** A request that is to be forwarded to the upstream. */
export interface Incoming {
  readonly req: IncomingMessage;
  readonly facts: RequestFacts;
  /** The body to forward: the request itself if unread, or else the bytes that were read, then the rest. */
  readonly body: Readable;
  /** Fires when the client has disconnected or the answer was severed. */
  readonly abort: AbortSignalLike;
  /** Whether an answer for a failure of the upstream names the error. */
  readonly labels: 'shown' | 'hidden';
  /** Called once with the milliseconds from asking the upstream to the head of its answer. */
  answered?(ms: number): void;
  /** Called once when it went once more, since the upstream had closed the connection: Node's code. */
  sentAgain?(code: string): void;
  /** Called once when the real upstream has failed. */
  failed(failure: UpstreamFailure): void;
}

/** How an exchange sends its request, and the limits and failure answers of that upstream. */
export interface UpstreamTransport {
  readonly timeoutMs: number;
  /** Milliseconds after which a client that sends no more of its body is late. */
  readonly readMs: number;
  readonly clock: Clock;
  /**
   * Sends the request, on a connection that was kept alive or on a fresh one. The returned function cancels
   * it and may be called in any state.
   */
  send(incoming: Incoming, events: UpstreamEvents, on: 'kept-alive' | 'fresh'): () => void;
  /** The answer for the client if the upstream failed before its head. */
  failureSteps(failure: Failure, incoming: Incoming): readonly Step[];
  /** The answer for a client whose request did not arrive in time. */
  slowRequestSteps(facts: RequestFacts): readonly Step[];
}

/**
 * One request to the upstream, and its answer as steps. The request is sent at the first pull.
 *
 *   unasked ─ next() ─> asked ─ head ─> answering ─ end of body ─> over
 *                         └──── failure, client gone, return() ─────┘
 *
 * Not a generator: a generator cannot be stopped while it waits for the upstream.
 */
export class UpstreamExchange implements AsyncIterableIterator<Step, undefined>, UpstreamEvents {
  #incoming: Incoming;
  readonly #transport: UpstreamTransport;
  readonly #steps = new StepQueue();
  #phase: 'unasked' | 'asked' | 'answering' | 'over' = 'unasked';
  #response: IncomingMessage | null = null;
  #askedAt = 0;
  #sent: Sent | null = null;
  #again: 'possible' | 'over' = 'possible';
  #watch: SilenceWatch | null = null;
  #tearDown: () => void = () => {};
  #cancelReading: () => void = () => {};

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
    this.#sent = sentOn(request);
    const isChunked = req.headers['transfer-encoding'] !== undefined;
    if (isChunked || req.headers['content-length'] !== undefined) this.#watch?.followUpload(request);
    // A short body came with its head, and is complete by then: no timer for it.
    if (!req.complete) setImmediate(() => this.#limitReading(request));
    // Registered before the proxy library's own listener, which ends the request.
    if (isChunked) body.once('end', () => request.addTrailers(pairsOf(req.rawTrailers)));
    // An unrequested upgrade by the upstream closes the request without an error.
    request.on('close', () => {
      if (this.#sent?.request === request) this.#closed();
    });
    if (req.httpVersion !== '1.0') request.on('information', this.#informed);
  }

  answered(response: IncomingMessage): void {
    if (this.#phase !== 'asked') return;
    if (!isWritable(response)) {
      this.#fail(notHttp);
      return;
    }
    this.#phase = 'answering';
    this.#stopTimers();
    this.#incoming.answered?.(this.#transport.clock.now() - this.#askedAt);
    this.#response = response;
    response.on('end', this.#ended);
    this.#steps.push(headOf(response, this.#incoming.req));
    this.#steps.push({ kind: 'pipe', body: response });
  }

  readonly broke = (error: Error): void => {
    const failure = failureOf(error);
    const body = this.#bodyAgain(failure);
    if (body === null) this.#fail(failure);
    else this.#sendAgain(failure, body);
  };

  /** The body of a request that may go once more; `null`: it may not. */
  #bodyAgain({ code }: Failure): Readable | null {
    if (this.#phase !== 'asked' || this.#again === 'over' || this.#sent === null) return null;
    const { facts } = this.#incoming;
    return maySendAgain(this.#sent, code, facts) ? bodyAgain(facts) : null;
  }

  #sendAgain({ code }: Failure, body: Readable): void {
    this.#again = 'over';
    this.#sent = null;
    this.#incoming.sentAgain?.(code);
    this.#incoming = { ...this.#incoming, body };
    this.#tearDown = this.#transport.send(this.#incoming, this, 'fresh');
  }

  #ask(): void {
    const { abort, body } = this.#incoming;
    this.#phase = 'asked';
    if (abort.aborted) {
      this.#stop();
      return;
    }
    abort.addEventListener('abort', this.#stop, { once: true });
    body.on('error', this.#stop);
    this.#askedAt = this.#transport.clock.now();
    this.#watch = new SilenceWatch(this.#transport.timeoutMs, this.#transport.clock, () =>
      this.#fail(timedOut),
    );
    this.#tearDown = this.#transport.send(this.#incoming, this, 'kept-alive');
  }

  readonly #closed = (): void => {
    if (this.#phase === 'asked') this.#fail(closedEarly);
  };

  readonly #informed = ({
    statusCode: status,
    statusMessage: reason,
    rawHeaders,
  }: InformationEvent): void => {
    this.#watch?.noteActivity();
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

  /** An answer that has begun is not taken back: then only the client's reading of it matters. */
  #limitReading(request: ClientRequest): void {
    const { clock, readMs, slowRequestSteps } = this.#transport;
    const { req, facts } = this.#incoming;
    if (req.complete || this.#phase !== 'asked') return;
    const came = newBytes(req.socket);
    // While the upstream takes nothing, the client cannot send.
    const goesOn = () => came() || request.writableNeedDrain || req.complete;
    this.#cancelReading = afterSilence(
      readMs,
      clock,
      goesOn,
    )(() => {
      if (this.#phase !== 'asked') return;
      this.#phase = 'over';
      this.#stopTimers();
      for (const step of slowRequestSteps(facts)) this.#steps.push(step);
      this.#steps.close();
      this.#abort();
    });
  }

  #fail(failure: Failure): void {
    // A complete answer stays complete, also if the upstream then closes the connection during the upload.
    if (this.#phase === 'over' || this.#response?.complete === true) return;
    const when = this.#phase === 'answering' ? 'mid-body' : 'before-head';
    this.#phase = 'over';
    this.#stopTimers();
    this.#incoming.failed({ when, code: failure.code });
    if (when === 'mid-body') this.#steps.push({ kind: 'sever', how: failure.how });
    else for (const step of this.#transport.failureSteps(failure, this.#incoming)) this.#steps.push(step);
    this.#steps.close();
    this.#abort();
  }

  #stopTimers(): void {
    this.#watch?.stop();
    this.#cancelReading();
  }

  #abort(): void {
    this.#tearDown();
    // Reads and drops the rest of the upload: many clients read no answer before they have sent everything.
    this.#incoming.body.unpipe().resume();
  }

  /** Stops the exchange because its answer is no longer needed. */
  readonly #stop = (): void => {
    const phase = this.#phase;
    this.#phase = 'over';
    this.#steps.discard();
    this.#stopTimers();
    if (phase === 'asked' || phase === 'answering') this.#abort();
  };
}
