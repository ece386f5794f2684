import type { Phase, Rule } from '../model/scenario.ts';

/** A rule that is named in any stage is active only there. */
export function activeAt(stages: readonly Phase[], elapsedMs: number): (rule: Rule) => boolean {
  if (stages.length === 0) return () => true;
  const staged = new Set(stages.flatMap(({ rules }) => rules));
  let begins = 0;
  const current = stages.find(({ forMs }) => {
    begins += forMs;
    return elapsedMs < begins;
  });
  return ({ id }) => !staged.has(id) || (current?.rules.includes(id) ?? false);
}
