import type { LimitLevel } from '../model/limit-level.ts';

/** Most points of a limit: ten minutes with one each second. */
const maxPoints = 600;

/** Most limits with a history; the others have gauges alone. */
export const maxHistories = 12;

/** What was left of a limit, at times in seconds since the Unix epoch, oldest first. */
export interface History {
  readonly at: readonly number[];
  readonly remaining: readonly (number | null)[];
}

interface Points {
  readonly at: number[];
  readonly remaining: number[];
}

const none: History = { at: [], remaining: [] };

/** One limit of one label. */
export const levelName = ({ scenario, label, id }: LimitLevel) => JSON.stringify([scenario, label, id]);

/** How much was left of each limit, under its fullest key, as it was asked for. */
export class LevelHistory {
  readonly #points = new Map<string, Points>();

  /** A limit that is not there any more has no history either. */
  add(atMs: number, levels: readonly LimitLevel[]): void {
    const drawn = new Map(levels.slice(0, maxHistories).map((level) => [levelName(level), level]));
    for (const name of this.#points.keys()) if (!drawn.has(name)) this.#points.delete(name);
    for (const [name, level] of drawn) {
      const points = this.#points.get(name) ?? { at: [], remaining: [] };
      this.#points.set(name, points);
      // Without a key in use all is left.
      const remaining = level.keys[0]?.remaining ?? level.amount;
      // Answers may overtake each other; a chart needs times that rise.
      if (atMs / 1_000 <= (points.at.at(-1) ?? 0)) continue;
      points.at.push(atMs / 1_000);
      points.remaining.push(remaining);
      if (points.at.length > maxPoints) {
        points.at.shift();
        points.remaining.shift();
      }
    }
  }

  of(level: LimitLevel): History {
    return this.#points.get(levelName(level)) ?? none;
  }

  /** The part between two times in milliseconds; it begins and ends there, so that the axis does. */
  between(level: LimitLevel, fromMs: number, toMs: number): History {
    const { at, remaining } = this.of(level);
    const [from, to] = [fromMs / 1_000, toMs / 1_000];
    const shown = at.flatMap((seconds, index) => (seconds > from && seconds < to ? [index] : []));
    const before = at.findLastIndex((seconds) => seconds <= from);
    const last = at.findLastIndex((seconds) => seconds < to);
    return {
      at: [from, ...shown.map((index) => at[index] ?? 0), to],
      remaining: [before, ...shown, last].map((index) => remaining[index] ?? null),
    };
  }
}
