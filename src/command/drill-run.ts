import { existsSync } from 'node:fs';
import { ControlError } from '../control/steering.ts';
import { checkDrill } from '../drill-file/load.ts';
import { json, terminal as terminalReport } from '../drill-report/index.ts';
import type { DrillGateway } from '../drill-run/gateway-port.ts';
import { outsideOf } from '../drill-run/outside.ts';
import type { DrillNews } from '../drill-run/person.ts';
import { Runner } from '../drill-run/runner.ts';
import { drillNames, shippedDrill } from '../gateway/library.ts';
import { keepProcessAlive, systemClock } from '../lib/clock.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import { version } from '../lib/version.ts';
import type { DrillFile } from '../model/drill-file.ts';
import type { DrillRecord } from '../model/drill-record.ts';
import { isScenarioFile } from '../scenario/name.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { attached } from './drill-run-attach.ts';
import type { DrillRunOptions } from './drill-run-options.ts';
import { personAt } from './drill-run-person.ts';
import { checkDrillReports, readEarlier, reportInputOf, writeDrillReports } from './drill-run-reports.ts';
import { type Started, startFor } from './drill-run-start.ts';

/** A file, or the name of a shipped drill. */
function fileOf(given: string): string {
  if (isScenarioFile(given) || existsSync(given)) return given;
  const names = drillNames();
  if (names.includes(given)) return shippedDrill(given);
  throw new UsageError(`${unknownName('drill', given, names)}; a file is given with its ending, .yaml`);
}

function check({ stages, file }: DrillFile, words: readonly string[], options: DrillRunOptions): void {
  const asking = stages.find(({ begins }) => begins === 'confirmed');
  if (asking !== undefined && options.yes !== true && process.stdin.isTTY !== true)
    throw new UsageError(
      `Failed to drill: stage "${asking.name}" of ${file} asks a person, and standard input is no ` +
        'terminal; add --yes to begin it without asking',
    );
  if (options.attach === true && words.length > 0)
    throw new UsageError(
      'Failed to drill: with --attach the application runs already; leave out the command, or --attach',
    );
  if (options.attach !== true && words.length === 0)
    throw new UsageError(
      'Failed to drill: there is no command to run; it comes last, behind two dashes; or attach to a ' +
        'gateway that runs by --attach',
    );
}

/** Lines of progress, on standard error: one for each stage, and for the reason of a stop. */
function tellerOf({ err }: Terminal): (news: DrillNews) => void {
  return (news) => {
    if (news.kind === 'stage') err(`stage ${news.name}: ${news.says}\n`);
    if (news.kind === 'stop') err(hideSecrets(`stopping: ${news.says}\n`));
  };
}

interface Asked {
  readonly drill: DrillFile;
  readonly options: DrillRunOptions;
  readonly terminal: Terminal;
}

function refused(error: unknown): never {
  if (error instanceof UsageError) throw error;
  if (error instanceof ControlError) throw new UsageError(`Failed to drill: ${error.message}`);
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  throw new UsageError(`Failed to drill: ${errorCode(cause, messageOf(cause))}`);
}

async function runOn(
  gateways: readonly DrillGateway[],
  { drill, options, terminal }: Asked,
  started: Started | null,
): Promise<DrillRecord> {
  const signals = personAt(terminal, options.yes === true ? 'always' : 'asked');
  const release = keepProcessAlive();
  try {
    const runner = new Runner({
      ...{ drill, gateways, version, clock: systemClock, person: signals },
      outside: outsideOf(systemClock, terminal.env),
      command: started?.command ?? null,
      commandEnded: started?.ended ?? new AbortController().signal,
      tell: tellerOf(terminal),
    });
    return await runner.run();
  } catch (error) {
    refused(error);
  } finally {
    release();
  }
}

async function carriedOut(words: readonly string[], asked: Asked): Promise<DrillRecord> {
  const { drill, options, terminal } = asked;
  if (options.attach === true) return runOn(attached(drill, options), asked, null);
  const started = await startFor(drill, words, {
    terminal,
    output: options.json === true ? 'apart' : 'through',
  });
  try {
    return await runOn([started.gateway], asked, started);
  } finally {
    await started.close();
  }
}

/** `badgateway drill run`: carries out a drill and tells what it showed. */
export async function drillRun(
  given: string,
  words: readonly string[],
  options: DrillRunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  checkDrillReports(options.report ?? []);
  const earlier = options.compare === undefined ? null : readEarlier(options.compare);
  const file = fileOf(given);
  const { drill } = await checkDrill(await readTextFile(file), file);
  check(drill, words, options);
  const record = await carriedOut(words, { drill, options, terminal });
  const input = reportInputOf(record, earlier);
  terminal.out((options.json === true ? json : terminalReport).write(input));
  writeDrillReports(options, input);
  return record.exit;
}
