import { createGateway } from '../gateway/create-gateway.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { overridesOf, readAll } from '../gateway/read-scenarios.ts';
import { systemClock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { isLoopback } from '../lib/loopback.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { version } from '../lib/version.ts';
import type { Scenario } from '../model/scenario.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { curlOf } from '../simulate/sample-request.ts';
import { shownKey, shownSample } from '../simulate/shown-sample.ts';
import type { ServeOptions } from './options.ts';
import { tlsNames } from './tls-names.ts';
import { upstreamName } from './upstream-name.ts';
import { watchScenarios } from './watch.ts';
import { writeVerdicts } from './write-verdicts.ts';

function describeUpstream({ upstream, record }: Scenario): string {
  const taped = record === null ? '' : `, recorded to ${record}`;
  return `${upstreamName(upstream)}${taped}`;
}

/**
 * The base URL at which a client meets the rules. Imported on demand, so that a healthy gateway starts
 * without the faults.
 */
async function baseUrl(scenario: Scenario, { url, tlsUrl }: Gateway): Promise<string> {
  if (scenario.rules.length === 0) return url;
  const { schemeOf } = await import('../simulate/client-preamble.ts');
  return schemeOf(scenario) === 'https' ? tlsUrl : url;
}

/** What a person needs for the first request. */
async function startMessage(
  scenario: Scenario,
  gateway: Gateway,
  root: string | null,
  others: number,
): Promise<string> {
  const base = await baseUrl(scenario, gateway);
  const { inUse, seed, seedDrawn, rules, file } = scenario;
  const [variable = 'OPENAI_API_KEY'] = inUse.platform.keyVariables;
  const key = shownKey(scenario);
  return `badgateway ${version}: ${scenario.title} (${file})

  platform   ${inUse.platform.name}
  upstream   ${describeUpstream(scenario)}
  seed       ${seed}${seedDrawn ? ` (drawn; --seed ${seed} repeats it)` : ''}
  rules      ${rules.length === 0 ? 'none: it is healthy' : rules.map(({ id }) => id).join(', ')}
  https      ${gateway.tlsUrl}
  root       ${root ?? 'in memory, where no client can trust it; badgateway ca makes one that is kept'}
  control    ${gateway.controlUrl}/health

Point a client here:
  export OPENAI_BASE_URL=${base}/v1
  export OPENAI_API_KEY=${key}${variable === 'OPENAI_API_KEY' ? '' : ` ${variable}=${key}`}

Or try it:
  ${curlOf(shownSample(scenario), base, base === gateway.tlsUrl ? root : null)}

Other scenarios: ${gateway.url}/@NAME/v1, ${others} are shipped (badgateway list scenarios). Ctrl-C stops.
`;
}

function readyLine(
  { name, inUse, seed }: Scenario,
  { url, tlsUrl, controlUrl }: Gateway,
  ca: string | null,
): string {
  const ready = { url, tlsUrl, controlUrl, scenario: name, platform: inUse.platform.name, seed, ca };
  return `${JSON.stringify(ready)}\n`;
}

export async function serve(given: string[], options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const overrides = overridesOf(options);
  const certificates = { tlsNames: tlsNames(options.tlsName), caDir: options.caDir ?? null };
  if (options.report !== undefined) (await import('./report-files.ts')).checkReports(options.report);
  const scenarios = await readAll(given, overrides);
  const { scenario } = scenarios[0];
  let hurry = () => {};
  let report = () => Promise.resolve();
  // Both handlers are installed before the ready line, since a signal may follow it at once.
  const stopped = terminal.stopSignal(() => hurry());
  terminal.onStatusSignal(() => {
    report().catch((error: unknown) => terminal.err(`${hideSecrets(messageOf(error))}\n`));
  });
  const { host, port, controlHost, controlPort, journal = null, label } = options;
  const { gateway, library, log, caFile } = await createGateway({
    scenarios,
    overrides,
    settings: {
      ...{ host, port, controlHost, controlPort, journalFile: journal },
      labels: label ? 'shown' : 'hidden',
    },
    certificates,
    logging: { level: options.logLevel, json: options.json ?? false, target: terminal.logTarget },
  });
  terminal.out(
    options.json === true
      ? readyLine(scenario, gateway, caFile)
      : await startMessage(scenario, gateway, caFile, library.names().length - 1),
  );
  if (!isLoopback(host))
    log.warn({ host }, 'listening beyond this machine; every client that reaches it is served');
  const live = { journal: gateway.journal, library, clock: systemClock, version };
  report = () => writeVerdicts(live, options, terminal);
  const unwatch = options.watch === true ? watchScenarios(scenarios, overrides, gateway, terminal) : () => {};
  hurry = () => void gateway.close(0);
  await stopped;
  unwatch();
  await gateway.close();
  await report();
  return 0;
}
