import type { Paint } from '../../lib/paint.ts';
import { sayMs } from '../../timeline/say-met.ts';
import type { ToldFinding } from '../told/schema.ts';
import { saySource } from '../told/words.ts';
import { beside } from './wrap.ts';

type Evidence = ToldFinding['evidence'][number];

function sayEvidence({ call, attempt, atMs, gapMs, met }: Evidence): string {
  const gap = gapMs === null ? '' : `, ${sayMs(gapMs)} after the one before`;
  return `${call === '' ? '' : `${call} `}attempt ${attempt} at ${sayMs(atMs)}${gap}: ${met}`;
}

/** What was expected, what was seen, what to do about it and how to see that it helped. */
export function findingLines(
  finding: ToldFinding,
  isKnown: boolean,
  paint: Paint,
  columns: number,
): string[] {
  const { severity, problem, id, count, says, expected, evidence, fix, check } = finding;
  const loud = severity === 'advice' ? paint.yellow : paint.red;
  const times = count === 1 ? '' : `, seen ${count} times`;
  const part = (heading: string, text: string) =>
    beside(`      ${heading.padEnd(10)}`, text, columns).map((line) =>
      line.replace(heading, paint.dim(heading)),
    );
  return [
    `    ${loud(severity)} ${paint.bold(problem)} ${id}${times}${isKnown ? ', known: it does not count' : ''}`,
    ...part('seen', says),
    ...part('expected', `${expected.says} (${saySource(expected)})`),
    ...evidence.flatMap((each, index) => part(index === 0 ? 'attempts' : '', sayEvidence(each))),
    ...part('fix', fix),
    ...part('check', check),
  ];
}
