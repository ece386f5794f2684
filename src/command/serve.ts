import { rmSync, writeFileSync } from 'node:fs';
import { tokenOf } from '../control/token.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import type { Gateway, GatewaySettings, RunningGateway } from '../gateway/gateway.ts';
import { readScenario } from '../gateway/library.ts';
import { overridesOf, readAll } from '../gateway/read-scenarios.ts';
import { systemClock } from '../lib/clock.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { isLoopback } from '../lib/loopback.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { version } from '../lib/version.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { describeUnmet } from '../scenario/unmet-routes.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { greetingOf } from './greeting.ts';
import type { ServeOptions } from './options.ts';
import { latchBy, watchStopFile } from './stop-file.ts';
import { tlsNames } from './tls-names.ts';
import { writeVerdicts } from './write-verdicts.ts';

function readyOf({ name, inUse, seed }: Scenario, { url, tlsUrl, controlUrl }: Gateway, ca: string | null) {
  return { url, tlsUrl, controlUrl, scenario: name, platform: inUse.platform.name, seed, ca };
}

/** The token in the file steers the gateway. */
const ownerOnly = { mode: 0o600 };

/** For `badgateway ctl`, while the gateway runs. */
function writeReadyFile(file: string, ready: object): void {
  try {
    writeFileSync(file, `${JSON.stringify(ready)}\n`, ownerOnly);
  } catch (error) {
    throw new UsageError(
      `Failed to write --ready-file ${file}: ${errorCode(error)}; ` +
        'name a file in a folder that exists and that you may write to',
    );
  }
}

/** Says where the gateway is, and what steers it. */
async function announce(
  { gateway, library, log, caFile }: RunningGateway,
  { readyFile, controlToken: given, json, host }: ServeOptions,
  terminal: Terminal,
): Promise<void> {
  const { scenario } = library.primary;
  const { controlToken } = gateway;
  const ready = readyOf(scenario, gateway, caFile);
  if (readyFile !== undefined) writeReadyFile(readyFile, { ...ready, controlToken });
  // A token that was given is known already.
  const made = given === undefined ? { controlToken } : {};
  terminal.out(
    json === true
      ? `${JSON.stringify({ ...ready, ...made })}\n`
      : await greetingOf(scenario, { gateway, library, caFile, ...made }),
  );
  const unmet = describeUnmet(scenario);
  if (unmet !== null) log.info({ scenario: scenario.name }, unmet);
  if (controlToken === null) log.warn({}, 'the control API asks for no token');
  if (!isLoopback(host))
    log.warn({ host }, 'listening beyond this machine; every client that reaches it is served');
}

/** Names of scenarios that the variable holds, for a container, whose command line stays as it is. */
function namedBy({ BADGATEWAY_SCENARIO: named = '', BADGATEWAY_OUTCOME_URL: drilled }: NodeJS.ProcessEnv) {
  // A drill tells its command by this variable what plays; a gateway of that command need not play it.
  if (drilled !== undefined) return [];
  return named
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** By a signal and by a file, beside the control API. Answers what ends it. */
function watchStops({ steering }: Gateway, { stopFile }: ServeOptions, terminal: Terminal): () => void {
  terminal.onFaultStopSignal(() => void steering.stopFaults('SIGUSR1', 'signal'));
  return stopFile === undefined ? () => {} : watchStopFile(stopFile, steering, systemClock);
}

/** Loaded where it is asked for: it compares scenarios. Answers what ends it. */
async function watchFor(
  scenarios: Parameters<typeof createGateway>[0]['scenarios'],
  named: readonly string[],
  overrides: ScenarioOverrides,
  { gateway, log }: RunningGateway,
): Promise<() => void> {
  const [{ ScenarioWatch }, { NamedFiles }, { FileStamps }] = await Promise.all([
    import('./watch.ts'),
    import('./named-files.ts'),
    import('../lib/file-stamps.ts'),
  ]);
  const given = new NamedFiles(named);
  const stamps = new FileStamps();
  const parts = { given, overrides, gateway, log, stamps, read: readScenario, clock: systemClock };
  return new ScenarioWatch(scenarios, parts).start();
}

function storeOf({ store: url, storePrefix: prefix, storeFailure: failure }: ServeOptions) {
  return url === undefined ? null : { url, prefix, failure };
}

function settingsOf(options: ServeOptions, onFileError: (message: string) => void): GatewaySettings {
  const { host, port, controlHost, controlPort, journal = null, journalBodies = 0, label, clock } = options;
  return {
    ...{ host, port, controlHost, controlPort, journalFile: journal, journalBodies, clock, onFileError },
    ...(options.http2 === true ? { versions: '1.1-and-2' } : {}),
    stateFile: options.state ?? null,
    latch: latchBy(options.stopFile),
    store: storeOf(options),
    labels: label ? 'shown' : 'hidden',
    controlToken: tokenOf(options.controlToken, controlHost),
  };
}

export async function serve(given: string[], options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const overrides = overridesOf(options);
  const certificates = { tlsNames: tlsNames(options.tlsName), caDir: options.caDir ?? null };
  if (options.report !== undefined) (await import('./report-files.ts')).checkReports(options.report);
  const named = given.length > 0 ? given : namedBy(terminal.env);
  const scenarios = await readAll(named, overrides, 'default');
  let hurry = () => {};
  let report = (): Promise<ExitCode> => Promise.resolve(0);
  // Both handlers are installed before the ready line, since a signal may follow it at once.
  const stopped = terminal.stopSignal(() => hurry());
  terminal.onStatusSignal(() => {
    report().catch((error: unknown) => terminal.err(`${hideSecrets(messageOf(error))}\n`));
  });
  const fileErrors: string[] = [];
  const running = await createGateway({
    scenarios,
    overrides,
    settings: settingsOf(options, (message) => void fileErrors.push(message)),
    certificates,
    logging: { level: options.logLevel, json: options.json ?? false, target: terminal.logTarget },
    env: terminal.env,
  });
  const { gateway, library } = running;
  try {
    await announce(running, options, terminal);
  } catch (error) {
    await gateway.close(0);
    throw error;
  }
  const live = { journal: gateway.journal, library, clock: systemClock, version };
  report = () => writeVerdicts(live, options, terminal);
  const unwatch = options.watch === true ? await watchFor(scenarios, named, overrides, running) : () => {};
  const unstop = watchStops(gateway, options, terminal);
  hurry = () => void gateway.close(0);
  await stopped;
  unwatch();
  unstop();
  await gateway.close();
  if (options.readyFile !== undefined) rmSync(options.readyFile, { force: true });
  const verdict = await report();
  if (fileErrors.length > 0) throw new UsageError(fileErrors.join('\n'));
  return options.exitVerdicts === true ? verdict : 0;
}
