import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan, Welcome } from '../model/connection-plan.ts';
import type { Connection, ConnectionFacts } from '../model/facts.ts';
import type { HttpVersions } from '../model/http-version.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import type { Outcome } from './watch.ts';

/** The plan of a connection after its first bytes were read. */
export interface Opened {
  readonly plan: ConnectionPlan;
  /** Called once with the outcome of a TLS handshake. `played` describes how the server answered. */
  report(facts: ConnectionFacts, played: string, outcome: Outcome): void;
}

export interface SnifferParts {
  readonly clock: Clock;
  /** By which faults wait: it calls back at once when faults are to end. */
  readonly waits: Pick<Clock, 'after'>;
  readonly lab: Lab;
  /** The connection of each socket; set before the socket is served. */
  readonly connections: WeakMap<Socket, Connection>;
  /** Plans the connection when its protocol is known. */
  opened(facts: ConnectionFacts): Opened;
  /** Called if the first byte is that of TLS, but no ClientHello follows. */
  malformed(facts: ConnectionFacts, code: string): void;
  /** Applies a welcome other than `serve`. */
  applyWelcome(socket: Socket, welcome: Exclude<Welcome, { kind: 'serve' }>): void;
  readonly versions: HttpVersions;
  /** Passes a socket to the server of the protocol; a TLS socket gives decrypted bytes. */
  serve(socket: Socket, facts: ConnectionFacts, plan: ConnectionPlan): void;
}
