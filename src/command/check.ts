import { FileMistakes, isWarning, type Mistake, printMistakes } from '../config/mistakes.ts';
import { resolveFiles } from '../gateway/read-scenarios.ts';
import { UsageError } from '../lib/errors.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import { formatCount } from '../lib/units.ts';
import { isDrill } from '../scenario/is-drill.ts';
import { checkScenario } from '../scenario/load.ts';
import type { CheckOptions } from './options.ts';

/** Platform files have a `name` key; a scenario's name comes from its file name. */
function isPlatform(text: string): boolean {
  return /^name:/m.test(text) && /^(?:surfaces|extends):/m.test(text);
}

/** Mistakes and warnings of a file. */
async function foundIn(file: string): Promise<readonly Mistake[]> {
  try {
    const text = await readTextFile(file);
    if (isDrill(text)) return (await (await import('../drill-file/load.ts')).checkDrill(text, file)).warnings;
    if (!isPlatform(text)) return (await checkScenario(text, file)).warnings;
    (await import('../platforms/load.ts')).parsePlatform(text, file);
    return [];
  } catch (error) {
    if (error instanceof FileMistakes) return error.mistakes;
    // The mistakes of the other files are wanted all the same.
    if (error instanceof UsageError)
      return [{ file, line: 1, column: 1, source: '', message: error.message }];
    throw error;
  }
}

const counted = (count: number, what: string) => (count === 0 ? [] : [formatCount(count, what)]);

/** Prints all mistakes and warnings of all files; exit code 2 if there are mistakes. */
export async function check(
  given: string[],
  { json = false, strict = false }: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const files = resolveFiles(given);
  const found = (await Promise.all(files.map(foundIn))).flat();
  const warnings = found.filter(isWarning);
  const mistakes = found.filter((each) => !isWarning(each));
  const paint = paintFor(terminal);
  if (json) terminal.out(`${JSON.stringify({ files: files.length, mistakes, warnings }, null, 2)}\n`);
  else if (found.length > 0) terminal.out(`${printMistakes(found, paint)}\n`);
  if (!json && mistakes.length === 0)
    terminal.out(`${files.map((file) => `${file}: ${paint.green('ok')}`).join('\n')}\n`);
  if (found.length === 0) return 0;
  const counts = [...counted(mistakes.length, 'mistake'), ...counted(warnings.length, 'warning')];
  terminal.err(`${counts.join(', ')}\n`);
  return mistakes.length > 0 || strict ? 2 : 0;
}
