import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../lib/clock.ts';
import { errorCode, messageOf } from '../lib/errors.ts';
import type { ClientReaction } from '../model/entry.ts';
import { findAlert } from '../tls/alerts.ts';

/** The outcome of a TLS handshake. */
export interface Outcome {
  readonly reaction: ClientReaction;
  /** `TLSv1.2`, `TLSv1.3`; `null`: no handshake was completed. */
  readonly version: string | null;
  /** The first request on the connection. */
  readonly request: IncomingMessage | null;
}

/**
 * Milliseconds. A client that disconnects within this time after the handshake, without a request, has
 * rejected the certificate: Node does so at TLS 1.2, and so do clients that compare the host name last.
 * Connection pools keep an idle connection longer.
 */
const certificateRejectionWindowMs = 1_000;

/** The error codes differ between versions of OpenSSL; the alert number in the message does not. */
const alertNumber = /SSL alert number (\d+)/;

function rejected(number: number): ClientReaction {
  const { name = `alert ${number}`, means = 'an alert without a name' } = findAlert(number) ?? {};
  return { kind: 'rejected', alert: number, name, means };
}

function rejectionOf(error: unknown): ClientReaction | null {
  const [, number] = alertNumber.exec(messageOf(error)) ?? [];
  return number === undefined ? null : rejected(Number(number));
}

/** Observes how a client reacts to a handshake, and reports it once. */
export class Watch {
  readonly #clock: Clock;
  readonly #report: (outcome: Outcome) => void;
  #state: 'before' | 'shown' | 'secured' | 'reported' = 'before';
  #version: string | null = null;
  #securedAt = 0;

  constructor(transport: Socket, clock: Clock, report: (outcome: Outcome) => void) {
    this.#clock = clock;
    this.#report = report;
    transport.once('close', () => this.#left());
  }

  /**
   * A real handshake begins. `verdicts: 'none'`: it will be
   * severed, so a disconnect of the client means nothing.
   */
  began(verdicts: 'some' | 'none'): void {
    if (verdicts === 'some') this.#state = 'shown';
  }

  secured(socket: TLSSocket): void {
    this.#version = socket.getProtocol();
    if (this.#state !== 'shown') return;
    this.#state = 'secured';
    this.#securedAt = this.#clock.now();
    socket.once('error', (error) => this.#decide(rejectionOf(error)));
    socket.once('end', () => this.#left());
  }

  /** The handshake has failed on the client's side or on ours. */
  failed(error: unknown): void {
    const code = errorCode(error);
    if (code === 'ECONNRESET' || code === 'EPIPE') this.#left();
    else this.#decide(rejectionOf(error) ?? { kind: 'failed', code });
  }

  /** The client did not complete the handshake in time. */
  timedOut(): void {
    this.#decide({ kind: 'undecided' });
  }

  /** Bytes came instead of a handshake: an unencrypted alert is reported as a rejection. */
  receivedBytes(bytes: Buffer): void {
    const number = bytes[6];
    if (bytes[0] === 0x15 && bytes[1] === 3 && number !== undefined) this.#decide(rejected(number));
  }

  accepted(request: IncomingMessage): void {
    this.#decide({ kind: 'accepted' }, request);
  }

  #left(): void {
    if (this.#state === 'reported') return;
    const soon =
      this.#state === 'shown' || this.#clock.now() - this.#securedAt <= certificateRejectionWindowMs;
    const silent = soon && this.#state !== 'before';
    this.#decide({ kind: silent ? 'rejected-silently' : 'undecided' });
  }

  #decide(reaction: ClientReaction | null, request: IncomingMessage | null = null): void {
    if (reaction === null || this.#state === 'reported') return;
    this.#state = 'reported';
    this.#report({ reaction, version: this.#version, request });
  }
}
