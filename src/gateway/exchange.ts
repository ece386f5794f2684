import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { compose } from '../answer/framing/compose.ts';
import { play } from '../answer/play.ts';
import type { Incoming } from '../answer/upstream/index.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Journal } from '../journal/journal.ts';
import { requestEntry } from '../journal/request-entry.ts';
import { AbortNotifier } from '../lib/abort-notifier.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Decision } from '../model/decision.ts';
import type { Played, RequestEntry, UpstreamFailure } from '../model/entry.ts';
import type { Connection, ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Answer, RawHeaders, Step } from '../model/step.ts';
import { type AttemptEnd, attemptEnd } from '../request/attempt-end.ts';
import { bodyToForward, type ReadBody, readBody, unreadBody } from '../request/body.ts';
import { identify } from '../request/identify.ts';
import { parseTarget, type Target } from '../request/target.ts';
import { brokenInside, misdirected, unknownScenario } from './gateway-responses.ts';
import type { Library } from './library.ts';
import type { Outcomes } from './outcomes.ts';
import type { Run, Runs } from './runs.ts';

export interface ExchangeParts {
  readonly clock: Clock;
  readonly library: Library;
  readonly runs: Runs;
  readonly journal: Journal;
  readonly log: Log;
  /** Whether injected answers name the rules that fired. */
  readonly labels: 'shown' | 'hidden';
  readonly connections: WeakMap<Socket, Connection>;
  /** `null`: applications are not asked what they make of their calls. */
  readonly outcomes: Outcomes | null;
  /** Whether the next connection of this client would meet a fault: then this one must not be kept alive. */
  foresees(facts: ConnectionFacts, now: number): boolean;
  isDraining(): boolean;
}

type Decided = Decision<AsyncIterable<Step>>;

/** A request and the answer to it, on the wire. */
interface ClientPair {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Secrets out of the header fields that the journal keeps. */
  redact(headers: RawHeaders): string[];
}

/** What is known when the engine is asked. */
interface RequestContext extends ClientPair {
  readonly run: Run;
  readonly facts: RequestFacts;
  readonly body: ReadBody;
  /** What the real upstream did meanwhile. */
  upstreamFailure: UpstreamFailure | null;
}

/** What badgateway says in its own name is in no journal. */
const unjournalled = (): string[] => [];

const nothing = (): void => {};

/** The label names the rules that injected something, in file order. */
function labelOf({ rules }: Decided): string | null {
  const fired = rules.filter(({ outcome, faults }) => outcome === 'fired' && faults.length > 0);
  return fired.length === 0 ? null : fired.map(({ rule }) => rule).join(',');
}

/** The whole life of a request, top to bottom. */
export class Exchange {
  readonly #parts: ExchangeParts;
  /** Connections that have brought a request. */
  readonly #used = new WeakSet<Socket>();
  #underWay = 0;
  /** Who waits for the last request under way: a gateway may be told twice to close. */
  readonly #awaitIdle: (() => void)[] = [];

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  readonly handle = (req: IncomingMessage, res: ServerResponse): void => {
    void this.#serve({ req, res, redact: unjournalled });
  };

  /** Never rejects: whatever goes wrong ends this exchange and no other. */
  async #serve(wire: ClientPair): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#receive(wire);
    } catch (error) {
      this.#parts.log.error({ error }, 'failed to serve a request');
      if (wire.res.headersSent) wire.res.destroy();
      else void this.#play(brokenInside(), wire);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) for (const tell of this.#awaitIdle.splice(0)) tell();
    }
  }

  /** Resolves when no request is under way: then everything is in the journal. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#awaitIdle.push(resolve);
    });
  }

  /** Waits only where a file is being read: the plain path stays in one turn. */
  #receive(wire: ClientPair): Promise<void> {
    const { library, clock } = this.#parts;
    const at = clock.now();
    const target = parseTarget(wire.req.url ?? '/');
    const found = target.scenario === null ? library.primary : library.find(target.scenario);
    return found instanceof Promise
      ? found.then((compiled) => this.#dispatch(compiled, target, at, wire))
      : this.#dispatch(found, target, at, wire);
  }

  #dispatch(compiled: CompiledScenario | null, target: Target, at: number, wire: ClientPair): Promise<void> {
    const { library, runs } = this.#parts;
    if (compiled !== null && (compiled === library.primary || !compiled.hasConnectionRules))
      return this.#serveRequest(runs.of(compiled, target.label), target, at, wire);
    const answer =
      compiled === null
        ? unknownScenario(target.scenario ?? '', library.names())
        : misdirected(compiled.scenario.name);
    return Promise.resolve(this.#play(answer, wire)).then(() => {});
  }

  async #serveRequest(run: Run, target: Target, at: number, { req, res }: ClientPair): Promise<void> {
    const body = run.readBytes === null ? unreadBody : await readBody(req, res, run.readBytes);
    if (body === null) return;
    const { facts: connection } = this.#connectionOf(req.socket);
    const connectionUse = this.#used.has(req.socket) ? 'again' : 'first';
    this.#used.add(req.socket);
    if (this.#parts.foresees(connection, at)) res.shouldKeepAlive = false;
    const facts = identify({
      req,
      at,
      target,
      body,
      connection,
      connectionUse,
      match: run.route(target.path),
      platform: run.scenario.inUse.platform,
      callOf: run.attempts.arrive,
    });
    const { call } = facts;
    this.#parts.outcomes?.arrived(facts, run);
    const decision = run.engine.decide(facts, run.elapsed(at));
    const { redactor } = run;
    const context: RequestContext = {
      req,
      res,
      redact: redactor.headers,
      run,
      facts,
      body,
      upstreamFailure: null,
    };
    let end: AttemptEnd | null = null;
    try {
      const playing = this.#answer(context, decision);
      const played = playing instanceof Promise ? await playing : playing;
      end = attemptEnd(played, this.#parts.clock.now());
      if (run.source.kind === 'tape') run.source.tape.settle(facts, played.ending);
      this.#tell(context, decision, played);
    } finally {
      run.attempts.ended(call, end ?? { outcome: 'failed', knownAt: this.#parts.clock.now() });
      // What nobody read of the body is dropped; else the next request would wait behind it for ever.
      if (!req.complete) req.resume();
    }
  }

  #tell({ run, facts, upstreamFailure }: RequestContext, { rules }: Decided, played: Played): void {
    const { journal, clock } = this.#parts;
    const [scenario, label, source] = [run.scenario.name, run.label, run.source.kind];
    const record = { facts, scenario, label, rules, source, played, upstreamFailure, endedAt: clock.now() };
    const entry = requestEntry(record, run.redactor);
    journal.append(entry);
    this.#parts.outcomes?.ended(entry);
    this.#report(entry);
  }

  #connectionOf(socket: Socket): Connection {
    const connection = this.#parts.connections.get(socket);
    if (connection === undefined) throw new Error('a request came on a connection that was never accepted');
    return connection;
  }

  #answer(context: RequestContext, decision: Decided): Played | Promise<Played> {
    const { run, facts } = context;
    const { recorder } = run;
    const { ask, leave } = this.#source(context);
    const plain = recorder === null ? ask : () => recorder.record(facts, ask());
    const answer = decision.faults.length === 0 ? plain() : this.#faulted(plain, decision);
    return this.#play(answer, context, leave);
  }

  /** What answers where no fault does, and how it learns that nobody listens any more. */
  #source(context: RequestContext): { readonly ask: () => Answer; readonly leave: () => void } {
    const { req, run, facts, body } = context;
    const { source } = run;
    if (source.kind === 'stub') return { ask: () => source.stub.answer(facts), leave: nothing };
    if (source.kind === 'tape') return { ask: () => source.tape.answer(facts), leave: nothing };
    const abort = new AbortNotifier();
    const failed = (failure: UpstreamFailure): void => {
      context.upstreamFailure = failure;
    };
    const incoming: Incoming = { req, facts, body: bodyToForward(req, body), abort, failed };
    return { ask: () => source.upstream.answer(incoming), leave: () => abort.abort() };
  }

  readonly #brokenOff = () => (this.#parts.isDraining() ? 'drained' : 'client-left');

  #faulted(source: () => Answer, decision: Decided): Answer {
    return compose(source, decision.faults, this.#parts.labels === 'shown' ? labelOf(decision) : null);
  }

  #play(
    answer: Answer,
    { req, res, redact }: ClientPair,
    onEnd: () => void = nothing,
  ): Played | Promise<Played> {
    const { clock } = this.#parts;
    return play(answer, {
      res,
      socket: req.socket,
      transport: this.#connectionOf(req.socket).transport,
      clock,
      onEnd,
      redact,
      brokenOff: this.#brokenOff,
    });
  }

  /** Injected and real failures are worth a line each; a healthy request only when asked for. */
  #report({ method, url, rules, played, upstreamFailure, call, attempt }: RequestEntry): void {
    const { log } = this.#parts;
    const fired = rules.filter(({ outcome, faults }) => outcome === 'fired' && faults.length > 0);
    const fields = { status: played.status, ending: played.ending, call, attempt };
    if (upstreamFailure !== null)
      log.warn({ ...fields, ...upstreamFailure }, `${method} ${url} upstream failed`);
    else if (fired.length > 0)
      log.info({ ...fields, rules: fired.map(({ rule }) => rule).join(',') }, `${method} ${url} injected`);
    else log.debug(fields, `${method} ${url}`);
  }
}
