import type { ExitCode, Judged } from '../model/judgement.ts';

const codes = { pass: 0, fail: 1, inconclusive: 4 } as const;

/** Where several hold, the first. */
const precedence: readonly ExitCode[] = [2, 3, 1, 4];

function codesOf({ timeline: { command }, outcome }: Judged): ExitCode[] {
  const stopped = command !== null && command.stopped !== null;
  return stopped ? [3, codes[outcome]] : [codes[outcome]];
}

/** What a drill that could be run ends with. */
export function exitCodeOf(judged: readonly Judged[]): ExitCode {
  const found = new Set(judged.flatMap(codesOf));
  return precedence.find((code) => found.has(code)) ?? 0;
}
