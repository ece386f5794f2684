import type { Clock } from '../lib/clock.ts';
import type { DrillFile, Probe } from '../model/drill-file.ts';
import type { DrillOutcome, ProbeResult } from '../model/drill-record.ts';
import type { Entry } from '../model/entry.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Outside } from '../probes/probe.ts';
import { CallsSoFar } from '../timeline/calls-so-far.ts';
import { Curves } from './curves.ts';
import type { DrillGateway } from './gateway-port.ts';
import { JournalCopy } from './journal-copy.ts';
import { worstOf } from './judge-sample.ts';
import { beforeMs, measure, type Seen, type Span, timelineOver } from './measure.ts';

export interface ObserverParts {
  readonly drill: DrillFile;
  readonly gateways: readonly DrillGateway[];
  readonly clock: Clock;
  readonly outside: Outside;
  /** Milliseconds since the Unix epoch. */
  readonly beganAt: number;
}

const isOfJournal = ({ source }: Probe) => source === 'journal' || source === 'verdict';

/** Reads the journals and the probes of a drill while it goes on. */
export class Observer {
  readonly #parts: ObserverParts;
  readonly #copy: JournalCopy;
  readonly #calls: CallsSoFar;
  readonly curves = new Curves();
  /** Spans in which the store of some gateway was away: what was counted then is uncertain. */
  readonly #away: Span[] = [];
  #lookedAt: number;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
    const { target, probes } = parts.drill;
    const longestMs = probes.reduce((most, { overMs }) => Math.max(most, overMs), 0);
    this.#calls = new CallsSoFar(target.inUse, longestMs + beforeMs);
    this.#copy = new JournalCopy(parts.gateways, target.label, (entry) => this.#calls.add(entry));
    this.#lookedAt = parts.beganAt;
  }

  get entries(): readonly Entry[] {
    return this.#copy.entries;
  }

  get unseen(): number {
    return this.#copy.unseen;
  }

  get storeWasAway(): boolean {
    return this.#away.length > 0;
  }

  /** Reads what is new. A gateway that cannot be reached is seen by its lease. */
  async pull(): Promise<void> {
    const { gateways, clock } = this.#parts;
    await this.#copy.pull().catch(() => {});
    const [oldest] = this.entries;
    if (this.unseen > 0 && oldest !== undefined) this.#calls.forget(oldest.at);
    const stores = await Promise.all(gateways.map((each) => each.store().catch(() => 'there' as const)));
    const now = clock.now();
    if (stores.includes('away')) this.#away.push({ from: this.#lookedAt, to: now });
    this.#lookedAt = now;
  }

  /** All probes, each over the time before now that it looks at. */
  async readAll(): Promise<readonly ProbeResult[]> {
    await this.pull();
    const { drill, clock, outside, beganAt } = this.#parts;
    const now = clock.now();
    const seen = new Map<number, Seen>();
    const results = await Promise.all(
      drill.probes.map((probe) => {
        const spans = [{ from: now - probe.overMs, to: now }];
        const over = seen.get(probe.overMs) ?? this.#seenOver(spans, 0);
        seen.set(probe.overMs, over);
        return measure(probe, over, { spans, outside }).then((found) => this.#unlessAway(found, spans));
      }),
    );
    this.curves.add(Math.round(now - beganAt), results);
    return results;
  }

  /** The probes over whole stages, when their calls have ended. */
  async readOver(ids: readonly string[], spans: readonly Span[]): Promise<readonly ProbeResult[]> {
    const { drill, outside } = this.#parts;
    const seen = this.#seenOver(spans, this.unseen);
    const probes = ids.flatMap((id) => drill.probes.filter((probe) => probe.id === id));
    return Promise.all(
      probes.map(async (probe) => {
        if (!isOfJournal(probe)) return this.#overReadings(probe, spans);
        return this.#unlessAway(await measure(probe, seen, { spans, outside }), spans);
      }),
    );
  }

  #seenOver(spans: readonly Span[], unseen: number): Seen {
    let timeline: Timeline | null = null;
    return {
      calls: this.#calls.within(spans),
      timeline: () => {
        timeline ??= timelineOver(this.#parts.drill, this.entries, spans, unseen);
        return timeline;
      },
    };
  }

  /** A probe that looks at this moment alone is held over a stage if it was at every look. */
  #overReadings({ id, kind, tolerance, leastSamples }: Probe, spans: readonly Span[]): ProbeResult {
    const { beganAt } = this.#parts;
    const isMeant = ({ atMs }: { atMs: number }) =>
      spans.some(({ from, to }) => beganAt + atMs >= from && beganAt + atMs <= to);
    const readings = this.curves.readingsOf(id).filter(isMeant);
    const count = (outcome: DrillOutcome) => readings.filter((each) => each.outcome === outcome).length;
    const few = readings.length < leastSamples;
    const outcome = few ? 'inconclusive' : worstOf(readings.map((reading) => reading.outcome));
    const says =
      `held at ${count('held')} of ${readings.length} looks, refuted at ${count('refuted')}, ` +
      `inconclusive at ${count('inconclusive')}`;
    const unit = tolerance.kind === 'figure' ? tolerance.unit : null;
    return {
      probe: id,
      kind,
      outcome,
      figure: readings.at(-1)?.figure ?? null,
      unit,
      samples: readings.length,
      says,
    };
  }

  #unlessAway(result: ProbeResult, spans: readonly Span[]): ProbeResult {
    const wasAway = this.#away.some((away) => spans.some(({ from, to }) => away.from < to && away.to > from));
    if (!wasAway) return result;
    const says = `${result.says}; the store that the gateways share was away meanwhile`;
    return { ...result, outcome: 'inconclusive', says };
  }
}
