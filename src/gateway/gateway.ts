import type { Steering } from '../control/steering.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log, LogOptions } from '../lib/log.ts';
import type { ClockKind } from '../lib/manual-clock.ts';
import type { Latch } from '../model/drill.ts';
import type { Entry } from '../model/entry.ts';
import type { HttpVersions } from '../model/http-version.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import type { CorporateRoot } from '../tls/profiles.ts';
import type { Library } from './library.ts';
import type { StoreSettings } from './shared-store.ts';

/** Where a gateway listens and what it shows. */
export interface GatewaySettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly controlHost: string;
  readonly controlPort: number;
  /** Absent: as the scenarios say. */
  readonly versions?: HttpVersions;
  readonly labels: 'shown' | 'hidden';
  /** Gets every journal entry as a line of JSON. */
  readonly journalFile: string | null;
  /** Keeps the usage of limits over restarts; `null` or absent: it begins empty. */
  readonly stateFile?: string | null;
  /** Faults are stopped from the start. Absent: not unless `stateFile` says so. */
  readonly latch?: Pick<Latch, 'reason' | 'by'> | null;
  /** Counts together with other gateways; `null` or absent: this one counts for itself. */
  readonly store?: StoreSettings | null;
  /** Bytes of each request's body that the journal keeps, secrets removed. Absent: none. */
  readonly journalBodies?: number;
  /** Has to be sent with requests to the control API; `null`: none is asked for. */
  readonly controlToken: string | null;
  /** Lets applications that have it report what they make of their calls. Absent: reports are refused. */
  readonly outcomeToken?: string;
  /** By which requests are decided, played and judged. Absent: that of the system. */
  readonly clock?: ClockKind;
  /** Called with every entry of the journal as it comes. */
  onEntry?(entry: Entry): void;
  /** Called with a sentence for each journal or tape that could not be written to its end. */
  onFileError?(message: string): void;
}

/** What certificates are for, and where their roots are kept. */
export interface CertificateOptions {
  /** Hosts besides `localhost`, `127.0.0.1` and `::1`: names, `*.` names or IP addresses. */
  readonly tlsNames?: readonly string[];
  /** Folder that keeps the roots over restarts; `null` or absent: memory. */
  readonly caDir?: string | null;
  /** Absent: given out where there is a folder. */
  readonly corporateRoot?: CorporateRoot;
}

/** What a gateway is made of; scenarios were read before. */
export interface GatewayParts {
  /** The first is the default scenario. */
  readonly scenarios: readonly [CompiledScenario, ...CompiledScenario[]];
  /** What options change about scenarios that are read later; the rule is for those that were read before. */
  readonly overrides: ScenarioOverrides;
  readonly settings: GatewaySettings;
  readonly certificates: CertificateOptions;
  readonly logging: Omit<LogOptions, 'clock' | 'redact' | 'isSecret'>;
  /** Absent: the system's. */
  readonly clock?: Clock;
  /** Variables of OpenTelemetry (`OTEL_…`), which say where spans go; absent: nowhere. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Makes the certificates; absent: a new one, by `certificates`. */
  readonly lab?: Lab;
}

/** Where a gateway is reached, and what a client needs for that. */
export interface GatewayAddresses {
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
}

export interface Gateway extends GatewayAddresses {
  readonly journal: Journal;
  /** What the control API does to it. */
  readonly steering: Steering;
  /**
   * Plays another version of a scenario, or a new scenario, from the next request on; `says`: what it
   * changes. What belongs to parts that are the very objects of the version before goes on. Throws
   * `UsageError` where its tape cannot be opened.
   */
  replace(compiled: CompiledScenario, says: string): void;
  /** Notes that a scenario was read again and not taken. */
  refuseReload(name: string, says: string): void;
  /** Lets answers under way finish for `graceMs`, ends what still hangs, frees the ports. */
  close(graceMs?: number): Promise<void>;
}

/** A gateway that runs, with what its owner goes on using. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly library: Library;
  readonly log: Log;
  /** File of the root, for clients to trust; `null`: it is in memory. */
  readonly caFile: string | null;
}
