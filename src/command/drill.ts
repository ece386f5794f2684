import { randomUUID } from 'node:crypto';
import { FileMistakes } from '../config/mistakes.ts';
import { readBaseline } from '../drill/baseline.ts';
import type { Interrupts } from '../drill/child.ts';
import { drill, Interrupted, type Plan } from '../drill/drill.ts';
import { makeRoots, type Roots } from '../drill/roots.ts';
import { Screen } from '../drill/screen.ts';
import { scenariosFor } from '../drill/suite.ts';
import { expectations } from '../expectations/index.ts';
import { overridesOf } from '../gateway/read-scenarios.ts';
import { systemClock } from '../lib/clock.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import { FileStamps } from '../lib/file-stamps.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { unknownName } from '../lib/nearest.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import type { Judgement } from '../model/judgement.ts';
import { json } from '../report/json.ts';
import { terminal as terminalReport } from '../report/terminal.ts';
import { sourcesOf } from '../scenario/sources.ts';
import { hideSecrets } from '../secrets/redact.ts';
import type { DrillOptions } from './drill-options.ts';
import { NamedFiles } from './named-files.ts';
import { checkReports, writeReports } from './report-files.ts';
import { watchFiles } from './watch-files.ts';

type Command = readonly [file: string, ...args: string[]];

function commandOf([file, ...args]: readonly string[]): Command {
  if (file !== undefined && file !== '') return [file, ...args];
  throw new UsageError(
    'Failed to drill: there is no command to run; it comes last, behind two dashes: ' +
      'badgateway drill rate-limited-then-recovers -- node client.mjs',
  );
}

function checkOnly(only: readonly string[] | undefined): void {
  const known = expectations.map(({ name }) => name);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(unknownName('expectation', unknown, known));
}

function makeJournalFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700);
  } catch (error) {
    throw new UsageError(`Failed to make the folder "${folder}" for journals: ${errorCode(error)}`);
  }
}

/** Validates all arguments before anything is started. */
function check(given: readonly string[], options: DrillOptions): ReadonlySet<string> {
  if (options.watch === true && given.length === 0)
    throw new UsageError('Failed to watch: no scenario was named; a suite alone does not change');
  checkOnly(options.only);
  checkReports(options.report ?? []);
  if (options.journal !== undefined) makeJournalFolder(options.journal);
  return options.baseline === undefined ? new Set() : readBaseline(options.baseline);
}

/** The arguments of `drill`, which stay the same when scenarios are read again. */
interface Asked {
  readonly given: readonly string[];
  readonly command: Command;
  readonly options: DrillOptions;
  readonly known: ReadonlySet<string>;
  readonly roots: Roots;
  readonly terminal: Terminal;
}

async function planOf(
  asked: Asked,
  screen: Screen,
  interrupts: Interrupts,
  onFileError: (message: string) => void,
): Promise<Plan> {
  const { given, command, options, known, roots, terminal } = asked;
  const overrides = overridesOf(options);
  const target = {
    isTTY: terminal.logTarget.isTTY === true,
    write: (text: string) => screen.write('err', text),
  };
  return {
    scenarios: await scenariosFor(given, options.suite ?? null, overrides),
    ...{ repeat: options.repeat ?? null, jobs: options.jobs, only: options.only ?? null, known },
    setting: {
      ...{
        command,
        overrides,
        roots,
        interrupts,
        env: terminal.env,
        token: randomUUID(),
        clock: systemClock,
      },
      ...{ timeLimitMs: options.timeLimit, maxAttempts: options.maxAttempts },
      log: { level: options.logLevel, target },
      journalFolder: options.journal ?? null,
      onFileError,
    },
  };
}

function report(
  judgement: Judgement,
  { options, terminal }: Asked,
  screen: Screen,
  fileErrors: readonly string[],
): ExitCode {
  const { colour, columns } = terminal;
  const report = options.json === true ? json : terminalReport;
  screen.lines('out', report.write(judgement, { colour, columns }));
  writeReports(options, judgement, fileErrors);
  return judgement.exit;
}

async function runAll(asked: Asked, interrupts: Interrupts): Promise<ExitCode> {
  const { options, terminal } = asked;
  const live = terminal.logTarget.isTTY === true;
  const screen = new Screen({ ...terminal, live });
  const paint = paintFor({ colour: live && terminal.colour });
  const stage = {
    screen,
    output: options.json === true ? 'apart' : 'through',
    prefixOf: (name: string) => `${paint.dim(`${name} |`)} `,
  } as const;
  const fileErrors: string[] = [];
  const plan = await planOf(asked, screen, interrupts, (message) => void fileErrors.push(message));
  return report(await drill(plan, stage), asked, screen, fileErrors);
}

/**
 * Runs once and prints a mistake in a scenario file instead of exiting: the file is being edited, and the
 * next change starts a new run.
 */
async function runAndStay(asked: Asked, interrupts: Interrupts): Promise<ExitCode> {
  try {
    return await runAll(asked, interrupts);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    asked.terminal.err(`${hideSecrets(error.message)}\n`);
    return 2;
  }
}

/** What a change of which starts a run: scenarios, files that they are made of, and those with a mistake. */
async function watchedFiles({ given, options }: Asked): Promise<() => readonly string[]> {
  const named = new NamedFiles(given);
  const more = await scenariosFor(given, null, overridesOf(options)).then(
    (scenarios) => scenarios.flatMap(({ scenario }) => sourcesOf(scenario)),
    (error) => (error instanceof FileMistakes ? error.mistakes.map(({ file }) => file) : []),
  );
  return () => [...new Set([...named.now(), ...more])];
}

/** Runs again whenever a scenario changes; returns the exit code of the last complete run. */
async function runWatching(asked: Asked, interrupts: Interrupts): Promise<ExitCode> {
  let code: ExitCode = 0;
  const { stop } = interrupts;
  while (!stop.aborted) {
    const changed = new AbortController();
    const files = await watchedFiles(asked);
    const unwatch = watchFiles(files, () => changed.abort(), {
      clock: systemClock,
      stamps: new FileStamps(),
    });
    try {
      code = await runAndStay(asked, { ...interrupts, stop: AbortSignal.any([stop, changed.signal]) });
      asked.terminal.err('waiting for a scenario to change; Ctrl-C ends\n');
      await aborted(AbortSignal.any([stop, changed.signal]));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    } finally {
      unwatch();
    }
  }
  return code;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** An interrupted run proves nothing: exit code 4. */
async function runToEnd(asked: Asked, interrupts: Interrupts): Promise<ExitCode> {
  try {
    return await runAll(asked, interrupts);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    asked.terminal.err('interrupted; nothing is judged\n');
    return 3;
  }
}

export async function drillCommand(
  given: readonly string[],
  words: readonly string[],
  options: DrillOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const command = commandOf(words);
  const known = check(given, options);
  const [stop, hurry] = [new AbortController(), new AbortController()];
  void terminal.stopSignal(() => hurry.abort()).then(() => stop.abort());
  const interrupts = { stop: stop.signal, hurry: hurry.signal };
  const roots = makeRoots(terminal.env, options.trust ?? 'badgateway', systemClock);
  const asked = { given, command, options, known, roots, terminal };
  try {
    return await (options.watch === true ? runWatching : runToEnd)(asked, interrupts);
  } finally {
    roots.remove();
  }
}
