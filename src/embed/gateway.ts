import type { Methods } from '../control/methods.ts';
import type { Entry } from '../model/entry.ts';
import type { Environment } from './environment.ts';
import type { Isolated } from './isolate.ts';

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
export interface Gateway extends Methods, AsyncDisposable {
  readonly url: string;
  /** The same port, by a name that the certificate is for. */
  readonly tlsUrl: string;
  /** PEM of the root that a client has to trust; made when it is first asked for. */
  readonly ca: string;
  readonly controlUrl: string;
  /** `null`: the control API asks for none. */
  readonly controlToken: string | null;
  /** `null`: without a token for it. */
  readonly outcomeUrl: string | null;
  /** What `badgateway drill` sets for its command, for the default scenario: base URL, key, … */
  readonly env: Environment;
  readonly journal: GatewayJournal;
  /** A label of its own for one test. */
  isolate(label: string): Isolated;
  /** Lets answers under way finish for `graceMs`, ends what still hangs, frees the ports. */
  close(graceMs?: number): Promise<void>;
}
