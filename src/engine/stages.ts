import type { Phase, Rule } from '../model/scenario.ts';

/** The rule ids of the stages, for look-ups: a stage may name thousands. */
interface Staged {
  readonly inAny: ReadonlySet<string>;
  readonly inEach: readonly ReadonlySet<string>[];
}

const known = new WeakMap<readonly Phase[], Staged>();

function stagedOf(stages: readonly Phase[]): Staged {
  const made = known.get(stages) ?? {
    inAny: new Set(stages.flatMap(({ rules }) => rules)),
    inEach: stages.map(({ rules }) => new Set(rules)),
  };
  known.set(stages, made);
  return made;
}

/** The stage at that time; `undefined`: the last one is over. */
export function stageAt(stages: readonly Phase[], elapsedMs: number): Phase | undefined {
  let begins = 0;
  return stages.find(({ forMs }) => {
    begins += forMs;
    return elapsedMs < begins;
  });
}

/** A rule that is named in any stage is active only there. */
export function activeAt(stages: readonly Phase[], elapsedMs: number): (rule: Rule) => boolean {
  if (stages.length === 0) return () => true;
  const { inAny, inEach } = stagedOf(stages);
  const stage = stageAt(stages, elapsedMs);
  const current = stage === undefined ? -1 : stages.indexOf(stage);
  return ({ id }) => !inAny.has(id) || (inEach[current]?.has(id) ?? false);
}
