import { readFile } from 'node:fs/promises';
import { FileMistakes, type Mistake, printMistakes } from '../config/mistakes.ts';
import { resolveFiles } from '../gateway/read-scenarios.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { loadScenario } from '../scenario/load.ts';
import type { CheckOptions } from './options.ts';

/** Platform files have a `name` key; a scenario's name comes from its file name. */
function isPlatform(text: string): boolean {
  return /^name:/m.test(text) && /^(?:surfaces|extends):/m.test(text);
}

async function mistakesOf(file: string): Promise<readonly Mistake[]> {
  const text = await readFile(file, 'utf8');
  try {
    if (isPlatform(text)) (await import('../platforms/load.ts')).parsePlatform(text, file);
    else await loadScenario(text, file);
    return [];
  } catch (error) {
    if (error instanceof FileMistakes) return error.mistakes;
    throw error;
  }
}

/** Prints all mistakes of all files; exit code 2 if there are any. */
export async function check(
  given: string[],
  { json = false }: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const files = resolveFiles(given);
  const mistakes = (await Promise.all(files.map(mistakesOf))).flat();
  const paint = paintFor(terminal);
  if (json) terminal.out(`${JSON.stringify({ files: files.length, mistakes }, null, 2)}\n`);
  else if (mistakes.length === 0)
    terminal.out(`${files.map((file) => `${file}: ${paint.green('ok')}`).join('\n')}\n`);
  else terminal.out(`${printMistakes(mistakes, paint)}\n`);
  if (mistakes.length === 0) return 0;
  terminal.err(`${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}\n`);
  return 2;
}
