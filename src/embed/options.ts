import { maxBodyBytes } from '../gateway/body-texts.ts';
import { UsageError } from '../lib/errors.ts';
import { type LogLevel, logLevels } from '../lib/log.ts';
import { type ClockKind, clockKinds } from '../lib/manual-clock.ts';
import { unknownName } from '../lib/nearest.ts';
import { parseSize, sizeHint } from '../lib/units.ts';
import type { Entry } from '../model/entry.ts';
import type { CorporateRoot } from '../tls/profiles.ts';

/** What the journal keeps beyond its entries. */
export interface JournalOptions {
  /** Bytes of each request's body, as a number or with a unit: `64KiB`. Absent: no bodies. */
  readonly bodies?: string | number;
}

/** What an embedder may choose; everything has a default. */
export interface GatewayOptions {
  /** Files, folders or names of shipped scenarios; the first is the default one. None: healthy. */
  readonly scenarios?: readonly string[];
  /** A scenario as an object or as YAML; it is the default one. */
  readonly scenario?: string | object;
  /** Rules as objects or as YAML, in front of those of the default scenario; no other scenario has them. */
  readonly rules?: readonly (string | object)[];
  /** A rule as the items of a sequence, behind `rules`: `429, 429, ok`. */
  readonly rule?: string;
  readonly platform?: string;
  readonly upstream?: string;
  /** Path of the tape that records the upstream's answers. */
  readonly record?: string;
  readonly seed?: string;
  /** `127.0.0.1` where absent, as the host of the control listener. */
  readonly host?: string;
  /** Absent: any free one. */
  readonly port?: number;
  /** Whether HTTP/2 is spoken too, on the same port. Absent: as the scenarios say. */
  readonly http2?: boolean;
  readonly controlHost?: string;
  readonly controlPort?: number;
  /** For requests to the control API. Absent: a new one; `none`: none is asked for. */
  readonly controlToken?: string;
  /** Lets applications that have it report what they make of their calls. Absent: reports are refused. */
  readonly outcomeToken?: string;
  /** Whether injected answers name the rules that fired. Absent: `shown`. */
  readonly labels?: 'shown' | 'hidden';
  readonly journal?: JournalOptions;
  /** Gets every journal entry as a line of JSON. */
  readonly journalFile?: string | null;
  /** Called with every entry of the journal as it comes. */
  onEntry?(entry: Entry): void;
  /** Hosts besides `localhost`, `127.0.0.1` and `::1`: names, `*.` names or IP addresses. */
  readonly tlsNames?: readonly string[];
  /** Folder that keeps the roots over restarts; `null` or absent: memory. */
  readonly caDir?: string | null;
  /** Absent: given out where there is a folder. */
  readonly corporateRoot?: CorporateRoot;
  /** `manual`: one that `advanceClock` moves. Absent: `system`. */
  readonly clock?: ClockKind;
  /** Absent: `warn`. */
  readonly logLevel?: LogLevel;
}

/** Every option; a name that is not here is a mistake. */
const optionNames = Object.keys({
  ...{ scenarios: 0, scenario: 0, rules: 0, rule: 0, platform: 0, upstream: 0, record: 0, seed: 0 },
  ...{ host: 0, port: 0, controlHost: 0, controlPort: 0, controlToken: 0, outcomeToken: 0, labels: 0 },
  ...{ journal: 0, journalFile: 0, onEntry: 0, clock: 0, tlsNames: 0, caDir: 0 },
  ...{ corporateRoot: 0, logLevel: 0, http2: 0 },
} satisfies Record<keyof GatewayOptions, 0>);

const journalOptionNames = Object.keys({ bodies: 0 } satisfies Record<keyof JournalOptions, 0>);

function checkNames(kind: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(unknownName(kind, unknown, known));
}

/** Throws `UsageError` with the nearest name for one that is unknown. */
export function checkOptions(options: GatewayOptions): void {
  checkNames('option', options, optionNames);
  checkNames('option of journal', options.journal ?? {}, journalOptionNames);
  const { logLevel, clock } = options;
  if (clock !== undefined && !clockKinds.includes(clock))
    throw new UsageError(unknownName('clock', clock, clockKinds));
  if (logLevel !== undefined && !logLevels.includes(logLevel))
    throw new UsageError(unknownName('logLevel', logLevel, logLevels));
}

/** Bytes of a body that the journal keeps; 0: none. */
export function bodyBytesOf({ bodies = 0 }: JournalOptions = {}): number {
  const bytes = typeof bodies === 'number' ? bodies : parseSize(bodies);
  if (bytes !== null && Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= maxBodyBytes) return bytes;
  throw new UsageError(
    `journal.bodies is "${bodies}"; expected a number of bytes or ${sizeHint}, at most 1MiB`,
  );
}
