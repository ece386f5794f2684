import type { Probe } from '../model/drill-file.ts';
import type { Curve, ProbeResult, Reading } from '../model/drill-record.ts';

/** Readings that a curve has at most; every second one is left out then. */
const most = 1_000;

/** What the probes found over time, within a bound. */
export class Curves {
  readonly #readings = new Map<string, Reading[]>();
  #ordinal = 0;
  #every = 1;

  add(atMs: number, results: readonly ProbeResult[]): void {
    this.#ordinal += 1;
    if (this.#ordinal % this.#every !== 0) return;
    for (const { probe, outcome, figure, samples } of results) {
      const readings = this.#readings.get(probe) ?? [];
      readings.push({ atMs, outcome, figure, samples });
      this.#readings.set(probe, readings);
    }
    const longest = [...this.#readings.values()].some(({ length }) => length >= most);
    if (longest) this.#thin();
  }

  #thin(): void {
    this.#every *= 2;
    for (const [probe, readings] of this.#readings)
      this.#readings.set(
        probe,
        readings.filter((_, index) => index % 2 === 1),
      );
  }

  readingsOf(probe: string): readonly Reading[] {
    return this.#readings.get(probe) ?? [];
  }

  of(probes: readonly Probe[]): readonly Curve[] {
    return probes.map(({ id, kind, tolerance }) => {
      const bounds = tolerance.kind === 'figure' ? tolerance : { unit: null, atLeast: null, atMost: null };
      const { unit, atLeast, atMost } = bounds;
      return { probe: id, kind, unit, atLeast, atMost, readings: this.readingsOf(id) };
    });
  }
}
