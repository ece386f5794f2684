import type { Socket } from 'node:net';
import { play } from '../answer/play.ts';
import { stepsOf } from '../answer/written-answer.ts';
import type { Played } from '../model/entry.ts';
import type { Connection } from '../model/facts.ts';
import type { Answer } from '../model/step.ts';
import { attemptEnd } from '../request/attempt-end.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import type { FaultsEnd } from './faults-under-way.ts';
import { gatewayBroken } from './gateway-responses.ts';
import { ignoreEnd } from './produce-answer.ts';
import { recordUnserved } from './record-exchange.ts';
import type { HttpExchange, RequestContext } from './request-context.ts';
import type { Turn } from './turns.ts';
import type { UsedConnections } from './used-connections.ts';

/** Plays answers on the connections of their requests. */
export class AnswerPlayer {
  /** Answers that are silent by a fault. */
  readonly hanging = { now: 0 };
  readonly #parts: ExchangeParts;
  readonly #used: UsedConnections;
  /** Connections that an answer has severed. */
  readonly #severed = new WeakSet<Socket>();

  constructor(parts: ExchangeParts, used: UsedConnections) {
    this.#parts = parts;
    this.#used = used;
  }

  connectionOf(socket: Socket): Connection {
    const connection = this.#parts.connections.get(socket);
    if (connection === undefined) throw new Error('a request came on a connection that was never accepted');
    return connection;
  }

  /** Where the gateway failed: nothing is left but to say so, if nothing was said so far. */
  playBroken(exchange: HttpExchange): void {
    const { inUse } = this.#parts.library.primary.scenario;
    if (exchange.res.headersSent) exchange.res.destroy();
    else void this.play(stepsOf(gatewayBroken(inUse)), exchange);
  }

  /** An answer before its own has ended the connection, or the client has. */
  leaveOut(context: RequestContext, turn: Exclude<Turn, 'reached'>): void {
    const { req, run, facts } = context;
    const { clock } = this.#parts;
    const cut = this.#parts.isDraining() ? 'drained' : 'severed';
    const played = recordUnserved(
      context,
      turn === 'ended-by-client' ? this.#brokenOff(req.socket) : cut,
      this.#parts,
    );
    run.attempts.ended(facts.call, attemptEnd(played, clock.now()));
    this.#used.free(req.socket, clock.now());
  }

  #brokenOff(socket: Socket): 'drained' | 'severed' | 'client-left' {
    if (this.#severed.has(socket)) return 'severed';
    return this.#parts.isDraining() ? 'drained' : 'client-left';
  }

  play(
    answer: Answer,
    { req, res, redact }: HttpExchange,
    onEnd = ignoreEnd,
    faults: FaultsEnd | null = null,
  ): Played | Promise<Played> {
    const { transport } = this.connectionOf(req.socket);
    const { clock } = this.#parts;
    const { socket } = req;
    const brokenOff = () => this.#brokenOff(socket);
    const onSever = () => void this.#severed.add(socket);
    const { hanging } = this;
    const wire = { res, socket, transport, clock, connections: this.#used };
    return play(answer, { ...wire, hanging, faults, onEnd, onSever, redact, brokenOff });
  }
}
