import { overridesOf, readAll } from './command/scenarios.ts';
import { createRedactor } from './journal/redact.ts';
import { systemClock } from './lib/clock.ts';
import { createLog, type LogLevel } from './lib/log.ts';
import { createLibrary } from './scenario/library.ts';
import type { ScenarioOverrides } from './scenario/load.ts';
import { type Gateway, type StartOptions, start } from './start.ts';

export type { ConnectionEntry, Entry, NoticeEntry, RequestEntry } from './model/entry.ts';
export type { Gateway } from './start.ts';

/** What an embedder may choose; everything has a default. */
export interface GatewayOptions
  extends ScenarioOverrides,
    Partial<Omit<StartOptions, 'library' | 'log' | 'clock'>> {
  /** Files, folders or names of shipped scenarios; the first is the default one. None: healthy. */
  readonly scenarios?: readonly string[];
  readonly logLevel?: LogLevel;
}

/** Ports are free ones and labels are shown, unless said otherwise. */
const defaults = {
  host: '127.0.0.1',
  port: 0,
  controlHost: '127.0.0.1',
  controlPort: 0,
  labels: 'shown',
  journalFile: null,
} as const;

/**
 * Starts a gateway in this process, for tests. Rejects with every mistake of the scenarios at once, or with
 * the reason why a port could not be had; close the gateway when done.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { scenarios = [], logLevel: level = 'warn', ...rest } = options;
  const overrides = overridesOf(rest);
  const playables = await readAll(scenarios, overrides);
  const { text: redact } = createRedactor(playables.map(({ scenario }) => scenario.inUse.platform));
  const log = createLog({ level, json: false, target: process.stderr, clock: systemClock, redact });
  const library = createLibrary(playables, overrides);
  return start({ ...defaults, ...rest, library, log, clock: systemClock });
}
