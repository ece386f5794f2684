import type { ExitCode, Judged } from '../model/judgement.ts';

const codes = { pass: 0, known: 0, fail: 1, suspect: 4, inconclusive: 4 } as const;

/** If several apply, the first one: a limit that was reached too must not hide what is known to be wrong. */
const precedence: readonly ExitCode[] = [2, 1, 3, 4];

function codesOf({ timeline: { command }, outcome }: Judged): ExitCode[] {
  const stopped = command !== null && command.stopped !== null;
  return stopped ? [3, codes[outcome]] : [codes[outcome]];
}

/** The exit code of a drill that ran. */
export function exitCodeOf(judged: readonly Judged[]): ExitCode {
  const found = new Set(judged.flatMap(codesOf));
  return precedence.find((code) => found.has(code)) ?? 0;
}
