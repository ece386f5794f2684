import { formatMs } from '../../timeline/describe.ts';
import { evidenceByCall } from '../document/calls.ts';
import type { FindingDocument } from '../document/schema.ts';
import { describeSource } from '../document/words.ts';
import type { Sheet } from './sheet.ts';
import { beside } from './wrap.ts';

/** `sample#1: 1 at 0ms, 2 after 508ms`. */
function describeAttempts(call: string, attempts: FindingDocument['evidence']): string {
  const each = attempts.map(({ attempt, atMs, gapMs, met }) => {
    return `${attempt} ${gapMs === null ? `at ${formatMs(atMs)}` : `after ${formatMs(gapMs)}`} (${met})`;
  });
  return `${call}: ${each.join(', ')}`;
}

/** What was expected, what was seen, how to fix it and how to check the fix. */
export function findingLines(finding: FindingDocument, { known, paint, columns }: Sheet): string[] {
  const { severity, problem, id, count, says, expected, fix, check } = finding;
  const attempts = [...evidenceByCall(finding)].map(([call, evidence]) => describeAttempts(call, evidence));
  const loud = severity === 'advice' ? paint.yellow : paint.red;
  const times = count === 1 ? '' : `, seen ${count} times`;
  const counts = known.includes(id) ? ', known: it does not count' : '';
  const part = (heading: string, text: string) =>
    beside(`      ${heading.padEnd(10)}`, text, columns).map((line) =>
      line.replace(heading, paint.dim(heading)),
    );
  return [
    `    ${loud(severity)} ${paint.bold(problem)} ${id}${times}${counts}`,
    ...part('seen', says),
    ...part('expected', `${expected.says} (${describeSource(expected)})`),
    ...attempts.flatMap((said, index) => part(index === 0 ? 'attempts' : '', said)),
    ...part('fix', fix),
    ...part('check', check),
  ];
}
