import type { Span } from './windows.ts';

type Counts = ReadonlyMap<string, number>;

/** Most stages of a scenario that is learned. */
const maxStages = 16;

/** Neighbours are different if chance alone makes such a difference in less than one case of a thousand, */
const differentZ = 3;
/** and if the share of some outcome differs by so much. */
const differentShare = 0.05;

/** Fewer requests of a group in one of two spans say nothing about it. */
const fewest = 5;
/** Outcomes that both spans together have less often are one: chi-square needs some of each. */
const rare = 5;

const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

function added(one: Counts, other: Counts): Counts {
  const sum = new Map(one);
  for (const [key, count] of other) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}

/** The pairs of counts that are compared, those of rare outcomes together. */
function pairsOf(one: Counts, other: Counts): (readonly [number, number])[] {
  const all = [...added(one, other)].map(([key, both]) => ({
    both,
    pair: [one.get(key) ?? 0, other.get(key) ?? 0],
  }));
  const often = all.filter(({ both }) => both >= rare).map(({ pair: [a = 0, b = 0] }) => [a, b] as const);
  const rest = all.filter(({ both }) => both < rare);
  const sum = (at: 0 | 1) => rest.reduce((so, { pair }) => so + (pair[at] ?? 0), 0);
  return rest.length === 0 ? often : [...often, [sum(0), sum(1)]];
}

interface Difference {
  readonly chiSquare: number;
  readonly freedom: number;
  /** The largest difference of a share. */
  readonly share: number;
}

const none: Difference = { chiSquare: 0, freedom: 0, share: 0 };

/** Pearson's test of homogeneity of two samples. */
function differenceOf(one: Counts, other: Counts): Difference {
  const [ones, others] = [total(one), total(other)];
  if (ones < fewest || others < fewest) return none;
  const pairs = pairsOf(one, other);
  const part = ([a, b]: readonly [number, number]) => {
    const [expectedA, expectedB] = [((a + b) * ones) / (ones + others), ((a + b) * others) / (ones + others)];
    return (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  };
  return {
    chiSquare: pairs.reduce((sum, pair) => sum + part(pair), 0),
    freedom: pairs.length - 1,
    share: Math.max(...pairs.map(([a, b]) => Math.abs(a / ones - b / others))),
  };
}

/** Chi-square as a standard normal value (Wilson and Hilferty). */
function zOf({ chiSquare, freedom, share }: Difference): number {
  if (freedom === 0 || share < differentShare) return Number.NEGATIVE_INFINITY;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread);
}

/** How different two spans are: the groups' differences together, so that more traffic alone is none. */
function distance(one: Span, other: Span): number {
  let sum = none;
  for (const [key, counts] of one.groups) {
    const { chiSquare, freedom, share } = differenceOf(counts, other.groups.get(key) ?? new Map());
    sum = {
      chiSquare: sum.chiSquare + chiSquare,
      freedom: sum.freedom + freedom,
      share: Math.max(sum.share, share),
    };
  }
  return zOf(sum);
}

function merged(one: Span, other: Span): Span {
  const groups = new Map(one.groups);
  for (const [key, counts] of other.groups) groups.set(key, added(groups.get(key) ?? new Map(), counts));
  return { fromMs: one.fromMs, toMs: other.toMs, groups };
}

/**
 * Merges neighbours that are alike, the most alike ones first, until none are:
 *
 *   healthy  healthy │ 30 % 503  30 % 503  30 % 503 │ healthy
 */
export function mergeAlike(windows: readonly Span[]): readonly Span[] {
  const spans = [...windows];
  for (;;) {
    const distances = spans.slice(1).map((span, index) => distance(spans[index] ?? span, span));
    const least = Math.min(...distances);
    const at = distances.indexOf(least);
    const [one, other] = [spans[at], spans[at + 1]];
    if (one === undefined || other === undefined) return spans;
    if (least >= differentZ && spans.length <= maxStages) return spans;
    spans.splice(at, 2, merged(one, other));
  }
}
