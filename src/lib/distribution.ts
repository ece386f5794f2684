import type { Distribution } from '../model/pace.ts';
import type { Luck } from './luck.ts';
import { formatDuration } from './units.ts';

/** 99th percentile of the standard normal distribution. */
const z99 = 2.326_347_874;

/** A standard normal draw (Box–Muller). `1 - luck()` is never 0, so the logarithm is finite. */
function normal(luck: Luck): number {
  return Math.sqrt(-2 * Math.log(1 - luck())) * Math.cos(2 * Math.PI * luck());
}

export function drawMs(distribution: Distribution, luck: Luck): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return distribution.fromMs + luck() * (distribution.toMs - distribution.fromMs);
    case 'lognormal': {
      const { medianMs, p99Ms, capMs } = distribution;
      return Math.min(capMs, medianMs * (p99Ms / medianMs) ** (normal(luck) / z99));
    }
  }
}

export function describeDistribution(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'fixed':
      return formatDuration(distribution.ms);
    case 'uniform':
      return `between ${formatDuration(distribution.fromMs)} and ${formatDuration(distribution.toMs)}`;
    case 'lognormal':
      return (
        `about ${formatDuration(distribution.medianMs)} ` +
        `(1 of 100 over ${formatDuration(distribution.p99Ms)})`
      );
  }
}
