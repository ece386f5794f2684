import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan, Welcome } from '../model/connection-plan.ts';
import type { Connection, ConnectionFacts } from '../model/facts.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import type { Outcome } from './watch.ts';

/** How a connection is treated from its first bytes on. */
export interface Opened {
  readonly plan: ConnectionPlan;
  /** Takes what became of a TLS opening, once. `played` says what was done. */
  tell(facts: ConnectionFacts, played: string, outcome: Outcome): void;
}

export interface SnifferParts {
  readonly clock: Clock;
  readonly lab: Lab;
  /** Filled before a socket is handed on; whoever serves a request reads it. */
  readonly connections: WeakMap<Socket, Connection>;
  /** By now it is known how the client begins to speak. */
  opened(facts: ConnectionFacts): Opened;
  /** TLS by its first byte, and then no ClientHello. */
  malformed(facts: ConnectionFacts, code: string): void;
  /** Plays what is not `serve`. */
  turnAway(socket: Socket, welcome: Exclude<Welcome, { kind: 'serve' }>): void;
  /** Takes a socket on which HTTP is spoken, decrypted where it came by TLS. */
  serve(socket: Socket): void;
}
