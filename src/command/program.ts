import { Command, CommanderError } from 'commander';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { version } from '../lib/version.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { type DrillOptions, drillHelp, drillOptions } from './drill-options.ts';
import { type DrillRunOptions, drillRunHelp, drillRunOptions } from './drill-run-options.ts';
import { settled, withOptions } from './option.ts';
import {
  type CaOptions,
  type CheckOptions,
  type ControlOptions,
  caOptions,
  checkOptions,
  controlOptions,
  type ExplainOptions,
  explainOptions,
  type LearnOptions,
  type ListOptions,
  learnOptions,
  listOptions,
  type ServeOptions,
  serveOptions,
} from './options.ts';

/** Width of the help text if the output is no terminal. */
const pageWidth = 100;

type Outcome = (code: ExitCode) => void;

/** Each command's code is imported when it is called: `serve` starts without what `check` needs. */
function addCommands(program: Command, terminal: Terminal, done: Outcome): void {
  withOptions(
    program
      .command('serve', { isDefault: true })
      .argument(
        '[scenario...]',
        'files, folders or names: NAME.yaml of this folder, else the shipped one; none: healthy ' +
          '(env: BADGATEWAY_SCENARIO, separated by commas)',
      )
      .description('a gateway that follows a scenario'),
    serveOptions,
  ).action(async (scenarios: string[], options: ServeOptions, command: Command) => {
    const { serve } = await import('./serve.ts');
    done(await serve(scenarios, settled(options, command), terminal));
  });

  withOptions(
    program
      .command('check')
      .argument('<file...>', 'scenario, drill or platform files, or folders of them')
      .description('every mistake at once, as file:line:col'),
    checkOptions,
  ).action(async (files: string[], options: CheckOptions) => {
    const { check } = await import('./check.ts');
    done(await check(files, options, terminal));
  });

  withOptions(
    program
      .command('explain')
      .argument('<scenario>', 'a file or a name: NAME.yaml of this folder, else the shipped one')
      .description('what a scenario will do, in English, and its first decisions'),
    explainOptions,
  ).action(async (scenario: string, options: ExplainOptions) => {
    const { explain } = await import('./explain.ts');
    done(await explain(scenario, options, terminal));
  });
}

function addDrill(program: Command, words: readonly string[], terminal: Terminal, done: Outcome): void {
  const drill = program
    .command('drill')
    .argument('[scenario...]', 'files, folders or names: NAME.yaml of this folder, else the shipped one')
    .usage('[options] [scenario...] -- command...')
    .description('run a command under each scenario and judge what it does; run: carry out a drill file')
    .addHelpText('after', drillHelp)
    // What `run` has in common with it is its own.
    .enablePositionalOptions();
  withOptions(drill, drillOptions).action(
    async (scenarios: string[], options: DrillOptions, command: Command) => {
      const { drillCommand } = await import('./drill.ts');
      done(await drillCommand(scenarios, words, settled(options, command), terminal));
    },
  );
  withOptions(
    drill
      .command('run')
      .argument('<file>', 'a drill: a file, or the name of a shipped one')
      .usage('[options] <file> [-- command...]')
      .description('carry out a drill of stages on gateways that run, or on one that it starts for a command')
      .addHelpText('after', drillRunHelp),
    drillRunOptions,
  ).action(async (file: string, options: DrillRunOptions, command: Command) => {
    const { drillRun } = await import('./drill-run.ts');
    done(await drillRun(file, words, settled(options, command), terminal));
  });
}

function addCertificates(program: Command, terminal: Terminal, done: Outcome): void {
  withOptions(
    program
      .command('ca')
      .description('write the root that clients trust, and what each of them needs for it'),
    caOptions,
  ).action(async (options: CaOptions) => {
    const { ca } = await import('./ca.ts');
    done(await ca(options, terminal));
  });
}

function addLearn(program: Command, terminal: Terminal, done: Outcome): void {
  withOptions(
    program
      .command('learn')
      .argument(
        '<file...>',
        'HAR, journal, tape, spans of OpenTelemetry as JSON, or access log as lines of JSON',
      )
      .description('write a scenario that has what files tell of a bad day, without what was said'),
    learnOptions,
  ).action(async (files: string[], options: LearnOptions) => {
    const { learn } = await import('./learn.ts');
    done(await learn(files, options, terminal));
  });
}

function addReaders(program: Command, terminal: Terminal, done: Outcome): void {
  withOptions(
    program
      .command('list')
      .argument('<what>', 'faults, errors, platforms, expectations, scenarios, drills, probes or contract')
      .description('what there is to choose from, documented or assumed'),
    listOptions,
  ).action(async (what: string, options: ListOptions) => {
    const { list } = await import('./list.ts');
    done(await list(what, options, terminal));
  });

  program
    .command('show')
    .argument('<name>', 'a shipped scenario, drill or platform')
    .description('print a shipped file, to start from')
    .action(async (name: string) => {
      const { show } = await import('./show.ts');
      done(await show(name, terminal));
    });

  program
    .command('schema')
    .argument('[what]', 'scenario, drill, platform or report', 'scenario')
    .description('JSON Schema for editors')
    .action(async (what: string) => {
      const { schema } = await import('./schema.ts');
      done(await schema(what, terminal));
    });

  withOptions(
    program.command('health').description('exit 0 when a running gateway is ready, else 1'),
    controlOptions,
  ).action(async (options: ControlOptions) => {
    const { health } = await import('./health.ts');
    done(await health(options, terminal));
  });
}

/** Splits off the drill's command behind `--`, unchanged; for other commands `--` has its usual meaning. */
function split(args: readonly string[]): {
  readonly own: readonly string[];
  readonly words: readonly string[];
} {
  const dashes = args[0] === 'drill' ? args.indexOf('--') : -1;
  return dashes === -1
    ? { own: args, words: [] }
    : { own: args.slice(0, dashes), words: args.slice(dashes + 1) };
}

/** Errors of the system that no code of this program can prevent, by their code. */
const remedies: Readonly<Record<string, string>> = {
  EMFILE: 'Failed to run: too many files are open in this process; raise its limit (ulimit -n)',
  ENFILE: 'Failed to run: too many files are open on this machine',
};

/** Exit code of an error of the parser; help and version are no errors. */
function codeOf(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? 0 : 2;
}

/** Runs the command line and returns its exit code. Unexpected errors are thrown to the caller. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const done: Outcome = (given) => {
    code = given;
  };
  const program = new Command('badgateway')
    .description('A bad gateway on purpose: it misbehaves on cue between a client and an LLM gateway.')
    .version(version)
    // Without it, options of `drill run` that `drill` has, too, would be taken for those of `drill`.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: (text) => terminal.err(hideSecrets(text)),
      getOutHelpWidth: () => terminal.columns || pageWidth,
      getErrHelpWidth: () => terminal.columns || pageWidth,
    })
    .showHelpAfterError('(badgateway --help shows every command)');
  addCommands(program, terminal, done);
  program.command('ctl').description('steer and read a gateway that runs: badgateway ctl --help');
  const { own, words } = split(args);
  addDrill(program, words, terminal, done);
  addCertificates(program, terminal, done);
  addLearn(program, terminal, done);
  addReaders(program, terminal, done);
  try {
    // Its commands are made of the operations, which no other command needs.
    if (own[0] === 'ctl') return await (await import('./ctl.ts')).ctl(own.slice(1), terminal);
    await program.parseAsync(own, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return codeOf(error);
    const remedy = remedies[errorCode(error)];
    if (!(error instanceof UsageError) && remedy === undefined) throw error;
    terminal.err(`${hideSecrets(remedy ?? messageOf(error))}\n`);
    return 2;
  }
}
