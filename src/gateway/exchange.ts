import type { IncomingMessage } from 'node:http';
import { stepsOf } from '../answer/written-answer.ts';
import type { ClientResponse } from '../model/client-response.ts';
import { type AttemptEnd, attemptEnd } from '../request/attempt-end.ts';
import { AnswerPlayer } from './answer-player.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import { headFacts, identifyRequest } from './identify-request.ts';
import { InFlight } from './in-flight.ts';
import { noteRefusal } from './notices.ts';
import { produceAnswer } from './produce-answer.ts';
import { readRequest, tooLateAnswer } from './read-request.ts';
import { asMet, recordExchange } from './record-exchange.ts';
import type { HttpExchange, RequestContext } from './request-context.ts';
import { resolveRun } from './resolve-run.ts';
import { Turns } from './turns.ts';
import { UnderWay } from './under-way.ts';
import { UnmetRequests } from './unmet-requests.ts';
import { UsedConnections } from './used-connections.ts';

/** Answers that badgateway gives in its own name are in no journal. */
const unrecorded = (): string[] => [];

/** The life of a request, top to bottom: resolve the run, read, identify, decide, play, record. */
export class Exchange {
  readonly #parts: ExchangeParts;
  readonly inFlight = new InFlight();
  readonly #used = new UsedConnections();
  readonly player: AnswerPlayer;
  /** Those of the requests in flight that were decided on. */
  readonly requests = new UnderWay();
  readonly #turns = new Turns();
  readonly #unmet: UnmetRequests;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#unmet = new UnmetRequests(parts.log);
    this.player = new AnswerPlayer(parts, this.#used);
  }

  readonly handle = (req: IncomingMessage, res: ClientResponse): void => {
    void this.#contain({ req, res, redact: unrecorded });
  };

  /** Never rejects: an error ends this exchange and no other. */
  async #contain(exchange: HttpExchange): Promise<void> {
    this.inFlight.enter();
    try {
      await this.#serve(exchange);
    } catch (error) {
      this.#parts.log.error({ error }, 'failed to serve a request');
      this.player.playBroken(exchange);
    } finally {
      this.inFlight.leave();
    }
  }

  async #serve(exchange: HttpExchange): Promise<void> {
    const { req, res } = exchange;
    const { sockets } = this.#parts;
    const at = sockets.now();
    const { facts: connection, headBegan } = this.player.connectionOf(req.socket);
    const found = resolveRun(req, this.#parts);
    const resolved = found instanceof Promise ? await found : found;
    if (resolved.kind === 'refused') {
      noteRefusal(req, resolved, this.#parts);
      return void (await this.player.play(stepsOf(resolved.answer), exchange));
    }
    const { run, asked } = resolved;
    const idleMs = this.#used.idleMs(req.socket, at);
    const known = { run, asked, at, connection, idleMs, underWay: this.inFlight.count };
    const reading = readRequest(
      exchange,
      { run, source: asked.source, headFacts: () => headFacts(req, known) },
      { since: headBegan ?? at, clock: sockets },
    );
    const body = reading instanceof Promise ? await reading : reading;
    if (body === 'left') return;
    if (body === 'late') {
      await this.player.play(
        stepsOf(tooLateAnswer(run, asked.target.path, connection, this.#parts)),
        exchange,
      );
      return;
    }
    const connectionUse = this.#used.use(req.socket, connection, req.headers['user-agent']);
    if (this.#parts.affectsNextConnection(connection, at)) res.shouldKeepAlive = false;
    await this.#answer(identifyRequest(exchange, { ...known, body, connectionUse }));
  }

  async #answer(context: RequestContext): Promise<void> {
    const { req, run, facts, source } = context;
    const { clock, labels, outcomes } = this.#parts;
    const { call } = facts;
    outcomes.arrived(facts, run);
    const waiting = this.#turns.await(context);
    const turn = waiting === null ? 'reached' : await waiting;
    if (turn !== 'reached') return this.player.leaveOut(context, turn);
    const joining = run.join();
    if (joining !== null) await joining;
    const elapsed = run.elapsed(facts.at);
    const asked = run.engine.ask(facts, elapsed, 'take');
    const decision = run.engine.decide(facts, elapsed, { reply: asked === null ? null : await asked });
    this.#unmet.decided(context, decision);
    const { underWay } = this.#parts.faults;
    const faults = underWay.of(decision);
    let end: AttemptEnd | null = null;
    this.requests.enter(context, decision.rules);
    try {
      const { answer, onEnd } = produceAnswer(context, decision, labels, faults);
      const playing = this.player.play(answer, context, onEnd, faults);
      const played = asMet(playing instanceof Promise ? await playing : playing, decision.rules, facts);
      end = attemptEnd(played, clock.now());
      if (source.kind === 'tape') source.tape.settle(facts, played.ending);
      recordExchange(context, decision, played, this.#parts);
    } finally {
      underWay.over(faults);
      this.requests.leave(context);
      decision.onEnd?.();
      run.attempts.ended(call, end ?? { outcome: 'failed', knownAt: clock.now() });
      this.#used.free(req.socket, clock.now());
      // An unread rest of the body is dropped; else the next request would wait behind it for ever.
      if (!req.complete) req.resume();
    }
  }
}
