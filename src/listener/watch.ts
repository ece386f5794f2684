import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../lib/clock.ts';
import { errorCode, messageOf } from '../lib/errors.ts';
import type { ClientReaction } from '../model/entry.ts';
import { findAlert } from '../tls/alerts.ts';

/** What became of a TLS opening. */
export interface Outcome {
  readonly reaction: ClientReaction;
  /** `TLSv1.2`, `TLSv1.3`; `null`: no handshake was completed. */
  readonly version: string | null;
  /** The first one that arrived on it. */
  readonly request: IncomingMessage | null;
}

/**
 * A client that leaves this soon after the handshake, without a request, has looked at the certificate and
 * gone: Node at TLS 1.2, and whoever compares the host name last. Pools keep an idle connection longer.
 */
const certificateRejectionWindowMs = 1_000;

/** The names of these codes differ between versions of OpenSSL; the number in the text does not. */
const alertNumber = /SSL alert number (\d+)/;

function rejected(number: number): ClientReaction {
  const { name = `alert ${number}`, means = 'an alert without a name' } = findAlert(number) ?? {};
  return { kind: 'rejected', alert: number, name, means };
}

function rejectionOf(error: unknown): ClientReaction | null {
  const [, number] = alertNumber.exec(messageOf(error)) ?? [];
  return number === undefined ? null : rejected(Number(number));
}

/** Sees what a client does with a handshake, and tells it once. */
export class Watch {
  readonly #clock: Clock;
  readonly #tell: (outcome: Outcome) => void;
  #state: 'before' | 'shown' | 'secured' | 'reported' = 'before';
  #version: string | null = null;
  #securedAt = 0;

  constructor(transport: Socket, clock: Clock, tell: (outcome: Outcome) => void) {
    this.#clock = clock;
    this.#tell = tell;
    transport.once('close', () => this.#left());
  }

  /** A real handshake begins; with `verdicts: 'none'` it will be cut, and leaving says nothing. */
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

  /** The handshake was not completed, for a reason of the client or of ours. */
  failed(error: unknown): void {
    const code = errorCode(error);
    if (code === 'ECONNRESET' || code === 'EPIPE') this.#left();
    else this.#decide(rejectionOf(error) ?? { kind: 'failed', code });
  }

  /** The client did not do its part in time. */
  late(): void {
    this.#decide({ kind: 'undecided' });
  }

  /** Whether bytes that came instead of a handshake are an alert that is not encrypted. */
  heard(bytes: Buffer): void {
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
    this.#tell({ reaction, version: this.#version, request });
  }
}
