import { type Methods, methodsOn } from '../control/methods.ts';
import { tokenOf } from '../control/token.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import type { GatewaySettings, RunningGateway } from '../gateway/gateway.ts';
import { overridesOf, readAll, sharedOverrides } from '../gateway/read-scenarios.ts';
import { createSurroundings, type Surroundings } from './environment.ts';
import type { Gateway, GatewayJournal } from './gateway.ts';
import { isolate } from './isolate.ts';
import { bodyBytesOf, checkOptions, type GatewayOptions } from './options.ts';

const loopback = '127.0.0.1';

/** Ports are free ones and labels are shown, unless said otherwise. */
function settingsOf(options: GatewayOptions): GatewaySettings {
  const { host = loopback, port = 0, controlHost = loopback, controlPort = 0, labels = 'shown' } = options;
  const { journal, journalFile = null, outcomeToken, onEntry, clock = 'system' } = options;
  return {
    ...{ host, port, controlHost, controlPort, labels, journalFile, clock },
    journalBodies: bodyBytesOf(journal),
    controlToken: tokenOf(options.controlToken, controlHost),
    ...(options.http2 === undefined ? {} : { versions: options.http2 ? '1.1-and-2' : '1.1' }),
    ...(outcomeToken === undefined ? {} : { outcomeToken }),
    ...(onEntry === undefined ? {} : { onEntry }),
  };
}

async function create(options: GatewayOptions): Promise<RunningGateway> {
  const { scenarios = [], tlsNames = [], caDir = null, corporateRoot, logLevel: level = 'warn' } = options;
  const settings = settingsOf(options);
  const all = overridesOf(options);
  const overrides = options.scenario === undefined ? all : sharedOverrides(all);
  return createGateway({
    scenarios: await readAll(scenarios, overrides, 'default'),
    ...{ overrides, settings },
    certificates: { tlsNames, caDir, ...(corporateRoot === undefined ? {} : { corporateRoot }) },
    logging: { level, json: false, target: process.stderr },
    env: process.env,
  });
}

const textOf = (given: string | object) => (typeof given === 'string' ? given : JSON.stringify(given));

/** Plays what was given as an object or a text. */
async function playGiven(
  { gateway: { steering } }: RunningGateway,
  { scenario, rule, rules = [] }: GatewayOptions,
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

/** The journal for reading. */
function readable({ gateway: { journal } }: RunningGateway): GatewayJournal {
  return {
    entries: () => journal.entries(),
    subscribe: (onEntry) => journal.subscribe(onEntry),
    get dropped() {
      return journal.dropped;
    },
  };
}

function isolated({ library }: RunningGateway, { baseUrl, variables }: Surroundings, methods: Methods) {
  return (label: string) => {
    const { scenario } = library.primary;
    return isolate(methods, {
      ...{ scenario: scenario.name, label, baseUrl: baseUrl(scenario, label) },
      env: () => variables(scenario, label),
    });
  };
}

function embedded(running: RunningGateway, { outcomeToken }: GatewayOptions): Gateway {
  const { gateway, library } = running;
  const { url, tlsUrl, controlUrl, controlToken, outcomeUrl } = gateway;
  const methods = methodsOn(gateway.steering);
  const surroundings = createSurroundings(gateway, outcomeToken ?? null);
  const close = async (graceMs?: number): Promise<void> => {
    await gateway.close(graceMs);
    surroundings.remove();
  };
  return {
    ...methods,
    ...{ url, tlsUrl, controlUrl, controlToken, outcomeUrl },
    get ca() {
      return gateway.ca;
    },
    get env() {
      return surroundings.variables(library.primary.scenario, null);
    },
    journal: readable(running),
    isolate: isolated(running, surroundings, methods),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/**
 * Starts a gateway in this process, for tests. Rejects with every mistake of the scenarios at once, or with
 * the reason why a port could not be had; close the gateway when done.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  checkOptions(options);
  const running = await create(options);
  try {
    await playGiven(running, options);
  } catch (error) {
    await running.gateway.close(0);
    throw error;
  }
  return embedded(running, options);
}
