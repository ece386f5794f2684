import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { Connection, ConnectionFacts } from '../model/facts.ts';
import type { FaultControl } from './fault-control.ts';
import type { Library } from './library.ts';
import type { Outcomes } from './outcomes.ts';
import type { RecordingParts } from './record-exchange.ts';
import type { Runs } from './runs.ts';

/** The parts of the gateway that serve a request. */
export interface ExchangeParts extends RecordingParts {
  readonly library: Library;
  readonly runs: Runs;
  /** Tells when the faults of an answer are to end. */
  readonly faults: Pick<FaultControl, 'underWay'>;
  /** By which bytes are waited for; it shows the same time as `clock`. */
  readonly sockets: Clock;
  /** Whether injected answers name the rules that fired. */
  readonly labels: 'shown' | 'hidden';
  readonly connections: WeakMap<Socket, Connection>;
  /** Whether the next connection of this client would meet a fault: then this one must not be kept alive. */
  affectsNextConnection(facts: ConnectionFacts, now: number): boolean;
  /** By name, so that applications can say what they make of them. */
  readonly outcomes: Pick<Outcomes, 'arrived'>;
  isDraining(): boolean;
}
