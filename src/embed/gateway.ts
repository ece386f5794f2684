import type { Methods } from '../control/methods.ts';
import type { GatewayAddresses } from '../gateway/gateway.ts';
import type { Entry } from '../model/entry.ts';
import type { Environment } from './environment.ts';
import type { Isolated } from './isolate.ts';

export type { GatewayAddresses };

/** What happened, secrets removed. */
export interface GatewayJournal {
  /** A copy of the entries, oldest first. */
  entries(): readonly Entry[];
  /** Calls back with every new entry, until the returned function is called. */
  subscribe(onEntry: (entry: Entry) => void): () => void;
  /** Number of entries that were dropped from memory for newer ones. */
  readonly dropped: number;
}

/** A gateway in this process, with a method for each operation of its control API. */
export interface Gateway extends GatewayAddresses, Methods, AsyncDisposable {
  /** What `badgateway drill` sets for its command, for the default scenario: base URL, key, … */
  readonly env: Environment;
  readonly journal: GatewayJournal;
  /** A label of its own for one test. */
  isolate(label: string): Isolated;
  /** Lets answers under way finish for `graceMs`, ends what still hangs, frees the ports. */
  close(graceMs?: number): Promise<void>;
}
