import { createGateway } from './gateway/create-gateway.ts';
import type { CertificateOptions, Gateway, GatewaySettings } from './gateway/gateway.ts';
import { overridesOf, readAll } from './gateway/read-scenarios.ts';
import type { LogLevel } from './lib/log.ts';
import type { ScenarioOverrides } from './scenario/load.ts';

export type { Gateway } from './gateway/gateway.ts';
export type {
  ClientReaction,
  ConnectionEntry,
  Entry,
  FindingEntry,
  NoticeEntry,
  OpeningEntry,
  RequestEntry,
} from './model/entry.ts';

/** What an embedder may choose; everything has a default. */
export interface GatewayOptions extends ScenarioOverrides, CertificateOptions, Partial<GatewaySettings> {
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
  const { scenarios = [], logLevel: level = 'warn', tlsNames = [], caDir = null, ...rest } = options;
  const overrides = overridesOf(rest);
  const { gateway } = await createGateway({
    scenarios: await readAll(scenarios, overrides),
    overrides,
    settings: { ...defaults, ...rest },
    certificates: { tlsNames, caDir },
    logging: { level, json: false, target: process.stderr },
  });
  return gateway;
}
