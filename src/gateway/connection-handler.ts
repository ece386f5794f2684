import type { Moment } from '../engine/moment.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ListenerParts } from '../listener/listener-parts.ts';
import { served } from '../listener/served.ts';
import type { Outcome } from '../listener/watch.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision, RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import { withPlatformHeaders } from '../platforms/every-response.ts';
import { firstSurface, requestTimeoutAnswer } from '../platforms/own-error.ts';
import { hostOf } from '../tls/authority.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import type { CorporateRoot } from '../tls/profiles.ts';
import { type FindingParts, findingOf } from './certificate-finding.ts';
import type { FaultControl } from './fault-control.ts';
import { invalidRequest, tunnelMisplaced, tunnelRefused } from './gateway-responses.ts';
import type { Library } from './library.ts';
import { describeBadRequest, noticeTo } from './notices.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

export interface ConnectionHandlerParts {
  readonly clock: Clock;
  readonly library: Library;
  readonly runs: Runs;
  readonly journal: Journal;
  readonly log: Log;
  readonly lab: Lab;
  readonly corporateRoot: CorporateRoot;
  /** By which bytes are waited for. */
  readonly sockets: Clock;
  readonly faults: Pick<FaultControl, 'stage' | 'waitsBy'>;
  /** Ends connections that are kept alive and idle. */
  closeIdle(): void;
}

/** How a connection is treated, by which rules, and since when. */
interface Decided {
  readonly plan: ConnectionPlan;
  readonly rules: readonly RuleOutcome[];
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Without rules for connections the scenario's clock waits for the first request. */
const planWithoutRules: Decision<ConnectionPlan> = { rules: [], faults: [] };

const unsettled: readonly (() => void)[] = [];

/** What the listener asks about a connection, before and beside its requests. */
type Asked = Pick<
  ListenerParts,
  | 'plan'
  | 'opened'
  | 'closed'
  | 'malformed'
  | 'invalidRequest'
  | 'requestTimeout'
  | 'readMs'
  | 'headBytes'
  | 'refusesTunnel'
  | 'tunnelHeaders'
  | 'onError'
  | 'waits'
>;

/** The life of a connection before its first request: the default scenario decides how it is treated. */
export class ConnectionHandler implements Asked {
  readonly #parts: ConnectionHandlerParts;
  readonly #notice: ReturnType<typeof noticeTo>;
  readonly #scheduled = new WeakSet<Run>();
  /** What is to be called when a connection closes, by the ordinals of those that are open. */
  readonly #onEnd = new Map<number, readonly (() => void)[]>();
  readonly waits: Asked['waits'];

  constructor(parts: ConnectionHandlerParts) {
    this.#parts = parts;
    this.#notice = noticeTo(parts.journal, parts.clock);
    this.waits = parts.faults.waitsBy(parts.sockets);
  }

  get #run(): Run {
    return this.#parts.runs.of(this.#parts.library.primary, '');
  }

  #decide(facts: ConnectionFacts, moment: Moment): Omit<Decided, 'at'> {
    const run = this.#run;
    const now = this.#parts.clock.now();
    const { rules, faults, onEnd } = run.hasConnectionRules
      ? run.engine.welcome(facts, run.elapsed(now), moment)
      : planWithoutRules;
    if (run.hasConnectionRules) this.#scheduleCloseIdle(run);
    if (onEnd !== undefined) this.#settleLater(facts, onEnd);
    return { plan: faults.reduce((rewritten, fault) => fault.apply(rewritten), served), rules };
  }

  /** At once, where the connection closed before its first bytes were understood. */
  #settleLater({ connection }: ConnectionFacts, onEnd: () => void): void {
    const open = this.#onEnd.get(connection);
    if (open === undefined) onEnd();
    else this.#onEnd.set(connection, [...open, onEnd]);
  }

  readonly closed: Asked['closed'] = ({ connection }) => {
    const open = this.#onEnd.get(connection) ?? [];
    this.#onEnd.delete(connection);
    for (const onEnd of open) onEnd();
  };

  /** A keep-alive connection would miss rules that start later: idle ones are closed when they do. */
  #scheduleCloseIdle(run: Run): void {
    if (this.#scheduled.has(run)) return;
    this.#scheduled.add(run);
    const { clock, library, closeIdle } = this.#parts;
    for (const moment of library.primary.connectionMoments) clock.after(moment, closeIdle);
  }

  /** Whether a connection like this one would meet something if it were opened next. */
  readonly affectsNextConnection = (facts: ConnectionFacts, now: number): boolean => {
    const { library, faults } = this.#parts;
    if (!library.primary.hasConnectionRules && faults.stage?.hasConnectionRules !== true) return false;
    const run = this.#run;
    return run.engine.affectsNextConnection(facts, run.elapsed(now));
  };

  readonly plan = (facts: ConnectionFacts): ConnectionPlan => {
    this.#onEnd.set(facts.connection, unsettled);
    const { plan, rules } = this.#decide(facts, 'accept');
    const { connection, at, address } = facts;
    const { kind } = plan.welcome;
    this.#parts.journal.append({ kind: 'connection', at, connection, address, rules, welcome: kind });
    if (kind !== 'serve') this.#parts.log.info({ connection, address }, `connection met ${kind}`);
    return plan;
  };

  readonly opened: Asked['opened'] = (facts) => {
    const { plan, rules } = this.#decide(facts, 'opening');
    const at = this.#parts.clock.now();
    // An opening without TLS has an entry only where a rule acted: its requests have entries of their own.
    if (facts.tls === false && rules.length > 0)
      this.#recordOpening(facts, { rules, plan, at }, plan.welcome.kind, null);
    return {
      plan,
      report: (seen, played, outcome) => {
        this.#recordOpening(seen, { rules, plan, at }, played, outcome);
        this.#recordFinding(seen, outcome);
      },
    };
  };

  #recordOpening(
    facts: ConnectionFacts,
    { rules, plan: { handshake, welcome }, at }: Decided,
    played: string,
    outcome: Outcome | null,
  ): void {
    const { journal, log, clock, corporateRoot } = this.#parts;
    const { connection, address, tunnel, sni, alpn, certificate } = facts;
    const [version, client] = [outcome?.version ?? null, outcome?.reaction ?? null];
    journal.append({
      kind: 'opening',
      ...{ at, connection, address, tunnel, tls: facts.tls === true, sni, alpn },
      ...(handshake.kind === 'stall' && welcome.kind === 'serve' ? { stallMs: handshake.ms } : {}),
      ...(corporateRoot === 'trusted' ? { trusts: 'corporate-root' as const } : {}),
      ...{ rules, played, certificate, version, client, tookMs: clock.now() - at },
    });
    if (client?.kind === 'rejected')
      log.info({ connection, certificate, alert: client.name }, `client refused: ${client.means}`);
    else if (played !== 'complete') log.info({ connection, address }, `handshake met ${played}`);
  }

  #recordFinding(facts: ConnectionFacts, { request, version }: Outcome): void {
    if (request === null) return;
    const { scenario, redactor } = this.#run;
    const { clock, corporateRoot } = this.#parts;
    const parts: FindingParts = {
      ...{ facts, request, version, scenario, redactor },
      ...{ at: clock.now(), corporateRoot },
    };
    const finding = findingOf(parts);
    if (finding === null) return;
    this.#parts.journal.append(finding);
    this.#parts.log.warn({ connection: facts.connection, client: finding.client }, finding.says);
  }

  readonly malformed: Asked['malformed'] = ({ connection, address }, code) => {
    this.#notice(this.#scenario.name, '', 'bad-request', describeBadRequest({ connection, address }, code));
    this.#parts.log.debug({ connection, address, code }, 'bytes that are no HTTP request');
  };

  readonly refusesTunnel: Asked['refusesTunnel'] = ({ connection, tls, tunnel }, authority) => {
    const { lab, log } = this.#parts;
    const misplaced = tls === true || tunnel !== null;
    if (!misplaced && lab.covers(hostOf(authority))) return null;
    const { name, inUse } = this.#scenario;
    this.#notice(name, '', 'tunnel-refused', `connection ${connection} asked for ${authority}`);
    log.info({ connection, authority }, 'refused a tunnel');
    return misplaced ? tunnelMisplaced(inUse) : tunnelRefused(inUse, authority, lab.names);
  };

  get #scenario(): Scenario {
    return this.#parts.library.primary.scenario;
  }

  readonly tunnelHeaders: Asked['tunnelHeaders'] = () => {
    const { inUse } = this.#scenario;
    return withPlatformHeaders([], inUse, { status: 200, surface: firstSurface(inUse) });
  };

  readonly invalidRequest: Asked['invalidRequest'] = (code) => invalidRequest(this.#scenario, code);

  readonly requestTimeout: Asked['requestTimeout'] = () => {
    const { inUse, limits } = this.#scenario;
    return requestTimeoutAnswer(inUse, firstSurface(inUse), limits.readMs);
  };

  readonly readMs: Asked['readMs'] = () => this.#scenario.limits.readMs;

  readonly headBytes: Asked['headBytes'] = () => this.#scenario.limits.head;

  readonly onError = (message: string): void => this.#parts.log.error({}, message);
}
