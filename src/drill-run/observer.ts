import type { Clock } from '../lib/clock.ts';
import type { DrillFile, Probe } from '../model/drill-file.ts';
import type { DrillOutcome, ProbeResult } from '../model/drill-record.ts';
import type { Entry } from '../model/entry.ts';
import type { Outside } from '../probes/probe.ts';
import { Curves } from './curves.ts';
import type { DrillGateway } from './gateway-port.ts';
import { JournalCopy } from './journal-copy.ts';
import { worstOf } from './judge-sample.ts';
import { measure, type Span, timelineOver } from './measure.ts';

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
  readonly curves = new Curves();
  /** Spans in which the store of some gateway was away: what was counted then is uncertain. */
  readonly #away: Span[] = [];
  #lookedAt: number;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
    this.#copy = new JournalCopy(parts.gateways, parts.drill.target.label);
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
    const timelines = new Map<number, ReturnType<typeof timelineOver>>();
    const results = await Promise.all(
      drill.probes.map((probe) => {
        const spans = [{ from: now - probe.overMs, to: now }];
        const timeline = timelines.get(probe.overMs) ?? timelineOver(drill, this.entries, spans);
        timelines.set(probe.overMs, timeline);
        return measure(probe, timeline, { spans, outside }).then((found) => this.#unlessAway(found, spans));
      }),
    );
    this.curves.add(Math.round(now - beganAt), results);
    return results;
  }

  /** The probes over whole stages, when their calls have ended. */
  async readOver(ids: readonly string[], spans: readonly Span[]): Promise<readonly ProbeResult[]> {
    const { drill, outside } = this.#parts;
    const timeline = timelineOver(drill, this.entries, spans, this.unseen);
    const probes = ids.flatMap((id) => drill.probes.filter((probe) => probe.id === id));
    return Promise.all(
      probes.map(async (probe) => {
        if (!isOfJournal(probe)) return this.#overReadings(probe, spans);
        return this.#unlessAway(await measure(probe, timeline, { spans, outside }), spans);
      }),
    );
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
