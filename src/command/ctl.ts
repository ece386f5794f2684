import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { z } from 'zod';
import { type ControlAddress, connectGateway } from '../control/connect.ts';
import type { Operation } from '../control/operation.ts';
import { everyOperation } from '../control/operations/index.ts';
import { ControlError, type LimitLevels } from '../control/steering.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { readRegularFile } from '../lib/regular-file.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import type { ReportDocument } from '../report/document/schema.ts';
import { describeLevels } from './describe-levels.ts';
import { describeOutput } from './describe-output.ts';
import { follow } from './follow-journal.ts';
import { kebab, withOptions } from './option.ts';
import { type CtlOptions, ctlOptions, defaultControlUrl } from './options.ts';

/** What `serve --ready-file` writes. */
interface Ready {
  readonly controlUrl?: string;
  readonly controlToken?: string | null;
}

export function readyIn(file: string | undefined): Ready {
  if (file === undefined) return {};
  try {
    return JSON.parse(readRegularFile(file, 1)) as Ready;
  } catch (error) {
    const why = error instanceof UsageError ? error.message : errorCode(error, 'no JSON');
    throw new UsageError(
      `Failed to read --ready-file ${file}: ${why}; ` +
        'name the file that badgateway serve --ready-file writes',
    );
  }
}

function addressOf({ controlUrl, controlToken, readyFile }: CtlOptions): ControlAddress {
  const ready = readyIn(readyFile);
  return {
    url: controlUrl ?? ready.controlUrl ?? defaultControlUrl,
    token: controlToken ?? ready.controlToken ?? null,
  };
}

/** An argument that is a file stands for what is in it. */
const textOf = async (given: string) => (existsSync(given) ? await readTextFile(given) : given);

type Given = Record<string, unknown>;

/** A subcommand for an operation: its argument, and an option for each other member of its input. */
function commandFor(operation: Operation, carry: (given: Given, options: CtlOptions) => Promise<void>) {
  const { command: named, summary, input, body } = operation;
  const command = new Command(named.name).description(summary);
  const { argument, alias } = named;
  if (alias !== undefined) command.alias(alias);
  for (const [name, shape] of Object.entries(input.shape as Record<string, z.ZodType>)) {
    const says = shape.description ?? '';
    if (name === argument) command.argument(`[${name}]`, says);
    else command.option(`--${kebab(name)} <${name}>`, says);
  }
  if (named.name === 'journal') command.option('--follow', 'print what comes until Ctrl-C');
  withOptions(command, ctlOptions);
  return command.action(async (...words: unknown[]) => {
    const options = command.opts<CtlOptions & Given>();
    const given: Given = {};
    for (const name of Object.keys(input.shape)) {
      const value = name === argument ? words[0] : options[name];
      if (value !== undefined) given[name] = name === body ? await textOf(String(value)) : value;
    }
    await carry(given, options);
  });
}

/** A wait that ended without what was waited for. */
const isTimedOut = (output: unknown) => (output as { readonly state?: string }).state === 'timed-out';

/** For people: a report as `drill` prints it, limits as gauges, anything else as a table. */
async function printed(
  { command }: Operation,
  output: unknown,
  { colour, columns }: Terminal,
): Promise<string> {
  if (command.prints === 'levels') return describeLevels(output as LimitLevels);
  if (command.prints !== 'report') return describeOutput(output);
  const { terminalText } = await import('../report/terminal.ts');
  return terminalText(output as ReportDocument, { colour, columns });
}

async function carryOut(
  operation: Operation,
  given: Given,
  options: CtlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const address = addressOf(options);
  if (options.follow === true) return follow(address, given, terminal);
  const methods = connectGateway(address) as unknown as Record<string, (given: Given) => Promise<unknown>>;
  try {
    const output = await methods[operation.name]?.(given);
    terminal.out(
      options.json === true ? `${JSON.stringify(output)}\n` : await printed(operation, output, terminal),
    );
    return isTimedOut(output) ? 1 : 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ControlError) throw new UsageError(error.message);
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new UsageError(`Failed to reach ${address.url}: ${errorCode(cause, messageOf(cause))}`);
  }
}

/** `badgateway ctl`: one subcommand for each operation of the control API. */
export async function ctl(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command('badgateway ctl')
    .description('Steers and reads a gateway that runs.')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const operation of everyOperation) {
    const command = commandFor(operation, async (given, options) => {
      code = await carryOut(operation, given, options, terminal);
    });
    program.addCommand(command.copyInheritedSettings(program));
  }
  await program.parseAsync(args, { from: 'user' });
  return code;
}
