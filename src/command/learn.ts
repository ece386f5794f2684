import { writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { FileMistakes, printMistakes } from '../config/mistakes.ts';
import type { FieldMap } from '../learn/formats/format.ts';
import { type Learned, learn as learnFrom } from '../learn/learn.ts';
import { readFieldMap } from '../learn/log-fields.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import { formatCount } from '../lib/units.ts';
import { findPlatform } from '../platforms/find.ts';
import { platformNames } from '../platforms/index.ts';
import { checkScenario } from '../scenario/load.ts';
import { hideSecrets } from '../secrets/redact.ts';
import type { LearnOptions } from './options.ts';

async function mapOf(file: string | undefined): Promise<FieldMap> {
  if (file === undefined) return {};
  return readFieldMap(await readTextFile(file), file);
}

/** A file of a platform is named from the folder of the scenario. */
function platformAs(name: string, out: string | undefined): string {
  const isFile = basename(name) !== name || /\.ya?ml$/.test(name);
  if (!isFile) return name;
  const path = relative(out === undefined ? '.' : dirname(resolve(out)), resolve(name));
  return path.startsWith('.') ? path : `./${path}`;
}

/** A file that is there may have been edited, so it is never replaced. */
async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = errorCode(error, messageOf(error));
    const why = code === 'EEXIST' ? 'it is there already; delete it, or name another one' : code;
    throw new UsageError(`Failed to write ${file}: ${why}`);
  }
}

function summary({ requests, stages, notes }: Learned, out: string | undefined): string {
  const rest = notes.map((note) => `- ${note}`).join('\n');
  const where = out === undefined ? '' : `${out}: `;
  const count = formatCount(stages.length, 'stage');
  return hideSecrets(
    `${where}learned ${count} from ${requests} requests; not known, or left out:\n${rest}\n`,
  );
}

async function learned(
  files: readonly string[],
  options: LearnOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { out, json = false, platform: name = platformNames[0] } = options;
  const { learned: figures, text } = await learnFrom(files, {
    platform: await findPlatform(name),
    platformName: platformAs(name, out),
    title: hideSecrets(options.name ?? 'Learned from a bad day'),
    format: options.format ?? null,
    map: await mapOf(options.map),
  });
  if (json) terminal.out(`${JSON.stringify(figures, null, 2)}\n`);
  if (text === null) {
    terminal.err('Learned nothing: the files hold no request to a route of the platform; see --platform\n');
    return 4;
  }
  await checkScenario(text, resolve(out ?? 'learned.yaml'));
  if (out !== undefined) await write(out, text);
  else if (!json) terminal.out(text);
  terminal.err(summary(figures, out));
  return 0;
}

/** Writes a scenario that has what the files tell of; exit code 4 where they tell of no request. */
export async function learn(
  files: readonly string[],
  options: LearnOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await learned(files, options, terminal);
  } catch (error) {
    if (!(error instanceof FileMistakes)) throw error;
    terminal.err(`${printMistakes(error.mistakes, paintFor(terminal))}\n`);
    return 2;
  }
}
