import type { Sample } from './sample.ts';

/** How many requests of a group had which outcome, successes apart by how long they took. */
type Counts = ReadonlyMap<string, number>;

/** A span of time, counted from the first request in milliseconds, and what happened in it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly groups: ReadonlyMap<string, Counts>;
}

/** Lengths of windows that a person would choose, in seconds. */
const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** A window is to have so many requests of each group, so that shares mean something. */
const wantedInWindow = 20;
const maxWindows = 60;

/** Milliseconds of the windows: all have the same length. */
export function windowLength(samples: readonly Sample[]): number {
  const groups = new Set(samples.map(({ groupKey }) => groupKey)).size;
  const wanted = samples.length / (wantedInWindow * Math.max(1, groups));
  const most = Math.max(1, Math.min(maxWindows, Math.floor(wanted)));
  const spanMs = (samples.at(-1)?.seen.at ?? 0) - (samples[0]?.seen.at ?? 0);
  const day = 86_400;
  const seconds = lengths.find((each) => spanMs < each * 1_000 * most);
  return (seconds ?? day * Math.ceil((spanMs + 1) / (day * 1_000 * most))) * 1_000;
}

/** Successes whose waits differ by less than a factor of four are alike. */
function categoryOf({ outcome, outcomeKey, waitMs }: Sample): string {
  if (outcome.kind !== 'success' || waitMs === null) return outcomeKey;
  return `${outcomeKey} ${Math.floor(Math.log2(waitMs + 1) / 2)}`;
}

/** Windows of one length, from the first request to the last. `samples` are in the order of time. */
export function windowsOf(samples: readonly Sample[]): readonly Span[] {
  const lengthMs = windowLength(samples);
  const first = samples[0]?.seen.at ?? 0;
  const windows: (Span & { readonly groups: Map<string, Map<string, number>> })[] = [];
  for (const sample of samples) {
    const index = Math.floor((sample.seen.at - first) / lengthMs);
    while (windows.length <= index) {
      const fromMs = windows.length * lengthMs;
      windows.push({ fromMs, toMs: fromMs + lengthMs, groups: new Map() });
    }
    const groups = windows[index]?.groups ?? new Map<string, Map<string, number>>();
    const counts = groups.get(sample.groupKey) ?? new Map<string, number>();
    const category = categoryOf(sample);
    groups.set(sample.groupKey, counts.set(category, (counts.get(category) ?? 0) + 1));
  }
  return windows;
}
