import { globMatcher } from '../../../src/lib/glob.ts';
import { opened, type Target } from '../target.ts';

/** Letters of pattern and text that are compared with the slow matcher. */
const maxCompared = 128;

/** Whether the pattern matches, by all ways at once: the states that have been reached are moved on. */
function matches(pattern: string, text: string): boolean {
  let reached = new Set([0]);
  const closed = (states: Set<number>) => {
    for (const state of states) if (pattern[state] === '*') states.add(state + 1);
    return states;
  };
  closed(reached);
  for (const letter of text) {
    const next = new Set<number>();
    for (const state of reached) {
      if (pattern[state] === '*') next.add(state);
      else if (pattern[state] === '?' || pattern[state] === letter) next.add(state + 1);
    }
    reached = closed(next);
  }
  return reached.has(pattern.length);
}

/** A pattern on the first line, a text behind it. */
export const glob: Target = {
  name: 'glob',
  words: ['*', '?', '**', '*a', 'a*', '\n'],
  seeds: () =>
    ['gpt-*\ngpt-4o', '*a*b?c*\nxxaybzzc', 'Omniva/*\nOmniva/Kimi-K2.6'].map((text) => Buffer.from(text)),
  open: () =>
    opened((bytes) => {
      const [pattern = '', ...rest] = bytes.toString('latin1').split('\n');
      const text = rest.join('\n');
      globMatcher(pattern)(text.repeat(20));
      const [short, compared] = [pattern.slice(0, maxCompared), text.slice(0, maxCompared)];
      if (globMatcher(short)(compared) !== matches(short, compared)) throw new Error('another answer');
    }),
};
