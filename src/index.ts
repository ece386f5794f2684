import { connectGateway } from './control/connect.ts';
import { type Isolated, isolate } from './control/isolate.ts';
import { type Methods, methodsOn } from './control/methods.ts';
import { tokenOf } from './control/token.ts';
import { createGateway } from './gateway/create-gateway.ts';
import type {
  CertificateOptions,
  GatewaySettings,
  RunningGateway,
  Gateway as SteeredGateway,
} from './gateway/gateway.ts';
import { overridesOf, readAll, sharedOverrides } from './gateway/read-scenarios.ts';
import { basePathOf } from './gateway/urls.ts';
import { UsageError } from './lib/errors.ts';
import { type LogLevel, logLevels } from './lib/log.ts';
import { unknownName } from './lib/nearest.ts';
import type { ScenarioOverrides } from './scenario/load.ts';

export type { ControlAddress } from './control/connect.ts';
export type { Awaited, Isolated } from './control/isolate.ts';
export type { Methods } from './control/methods.ts';
export { ControlError } from './control/steering.ts';
export type {
  ClientReaction,
  ConnectionEntry,
  Entry,
  FindingEntry,
  NoticeEntry,
  OpeningEntry,
  RequestEntry,
} from './model/entry.ts';
export { connectGateway };

/** A gateway in this process, with a method for each operation of its control API. */
export interface Gateway
  extends Omit<SteeredGateway, 'steering' | 'replace' | 'refuseReload'>,
    Methods,
    AsyncDisposable {
  /** A label of its own for one test. */
  isolate(label: string): Isolated;
}

/** What an embedder may choose; everything has a default. */
export interface GatewayOptions
  extends ScenarioOverrides,
    CertificateOptions,
    Partial<Omit<GatewaySettings, 'controlToken'>> {
  /** For requests to the control API. Absent: a new one; `none`: none is asked for. */
  readonly controlToken?: string;
  /** Files, folders or names of shipped scenarios; the first is the default one. None: healthy. */
  readonly scenarios?: readonly string[];
  /** A scenario as an object or as YAML; it is the default one. */
  readonly scenario?: string | object;
  /** Rules as objects or as YAML, in front of those of the default scenario; no other scenario has them. */
  readonly rules?: readonly (string | object)[];
  readonly logLevel?: LogLevel;
}

/** Every option; a name that is not here is a mistake. */
const optionNames = Object.keys({
  ...{ platform: 0, upstream: 0, record: 0, seed: 0, rule: 0, tlsNames: 0, caDir: 0, corporateRoot: 0 },
  ...{ host: 0, port: 0, controlHost: 0, controlPort: 0, controlToken: 0, labels: 0, journalFile: 0 },
  ...{ outcomeToken: 0, onEntry: 0, scenarios: 0, scenario: 0, rules: 0, logLevel: 0 },
} satisfies Record<keyof GatewayOptions, 0>);

function checkOptions(options: GatewayOptions): void {
  const [unknown] = Object.keys(options).filter((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw new UsageError(unknownName('option', unknown, optionNames));
  const { logLevel } = options;
  if (logLevel !== undefined && !logLevels.includes(logLevel))
    throw new UsageError(unknownName('logLevel', logLevel, logLevels));
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

function withMethods({ gateway, library }: RunningGateway): Gateway {
  const methods = methodsOn(gateway.steering);
  return Object.assign(gateway, methods, {
    isolate(label: string) {
      const { name: scenario, inUse } = library.primary.scenario;
      const basePath = basePathOf(inUse.platform);
      return isolate(methods, { url: gateway.url, basePath, scenario, label });
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  });
}

const textOf = (given: string | object) => (typeof given === 'string' ? given : JSON.stringify(given));

/** Plays what was given as an object or a text. */
async function playGiven(
  { steering }: SteeredGateway,
  { scenario, rule, rules = [] }: Pick<GatewayOptions, 'scenario' | 'rule' | 'rules'>,
): Promise<void> {
  const added = [...rules];
  if (scenario !== undefined) {
    await steering.playScenario('inline', textOf(scenario));
    // Where a file is the default scenario, it was read with this rule.
    if (rule !== undefined) added.push(rule);
  }
  for (const each of added.toReversed())
    await steering.addRule({ scenario: null, label: null }, textOf(each));
}

/**
 * Starts a gateway in this process, for tests. Rejects with every mistake of the scenarios at once, or with
 * the reason why a port could not be had; close the gateway when done.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  checkOptions(options);
  const { scenarios = [], scenario, rules: _, ...others } = options;
  const { logLevel: level = 'warn', tlsNames = [], caDir = null, controlToken, ...rest } = others;
  const all = overridesOf(rest);
  const overrides = scenario === undefined ? all : sharedOverrides(all);
  const running = await createGateway({
    scenarios: await readAll(scenarios, overrides, 'default'),
    overrides,
    settings: {
      ...{ ...defaults, ...rest },
      controlToken: tokenOf(controlToken, rest.controlHost ?? defaults.controlHost),
    },
    certificates: { tlsNames, caDir },
    logging: { level, json: false, target: process.stderr },
    env: process.env,
  });
  try {
    await playGiven(running.gateway, options);
  } catch (error) {
    await running.gateway.close(0);
    throw error;
  }
  return withMethods(running);
}
