import type { DrillFile, Probe } from '../model/drill-file.ts';
import type { ProbeResult } from '../model/drill-record.ts';
import type { Entry } from '../model/entry.ts';
import type { Call, Timeline } from '../model/timeline.ts';
import { findProbeKind } from '../probes/index.ts';
import type { Outside, ProbeContext } from '../probes/probe.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { judgeSample } from './judge-sample.ts';

/** Milliseconds since the Unix epoch; `to` is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A call may have begun before a window: so far back its attempts are looked for, in milliseconds. */
export const beforeMs = 60_000;

const isWithin = (at: number, spans: readonly Span[]) => spans.some(({ from, to }) => at >= from && at < to);

/**
 * The calls that arrived in the spans, with attempts that came after them: the answer to a late retry is part
 * of what became of its call.
 */
export function timelineOver(
  drill: DrillFile,
  entries: readonly Entry[],
  spans: readonly Span[],
  unseen = 0,
): Timeline {
  const from = spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY);
  const near = entries.filter(({ at }) => at >= from - beforeMs);
  const { inUse } = drill.target;
  const whole = timelineOf(drill.name, drill.name, { entries: near, dropped: unseen, inUseOf: () => inUse });
  const isMeant = ({ attempts: [first] }: Timeline['calls'][number]) => isWithin(first.at, spans);
  const [grouping, ...others] = whole.groupings;
  return {
    ...whole,
    calls: whole.calls.filter(isMeant),
    groupings: [grouping.filter(isMeant), ...others.map((other) => other.filter(isMeant))],
  };
}

/** What the journals tell of the spans. */
export interface Seen {
  readonly calls: readonly Call[];
  timeline(): Timeline;
}

/** One look of the probe at the spans; what it may look at beyond the gateways, it looks at now. */
export async function measure(
  probe: Probe,
  { calls, timeline }: Seen,
  { spans, outside }: { readonly spans: readonly Span[]; readonly outside: Outside },
): Promise<ProbeResult> {
  const kind = findProbeKind(probe.kind);
  if (kind === undefined) throw new Error(`no kind of probe is called ${probe.kind}`);
  const length = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const to = spans.at(-1)?.to ?? 0;
  // Rates are of the time of the spans, without what lies between them.
  const context: ProbeContext = { calls, timeline, window: { from: to - length, to }, outside };
  return judgeSample(probe, await kind.sample(probe.params, context));
}
