import { median, quantile, ratios } from './stats.mjs';

const whole = (value) => Math.round(value).toLocaleString('en');

const cpuOf = ({ cpuMicros }) => (cpuMicros.includes(null) ? 'unknown' : `${whole(median(cpuMicros))} µs`);

/** One server's line in a table. */
export function speedRow(what, result, ratio = '1') {
  return { what, 'requests/s': whole(median(result.perSecond)), 'CPU per request': cpuOf(result), ratio };
}

/** One server against another, pair by pair. */
export function against(results, name, base, what = name) {
  const pairs = ratios(results[name].perSecond, results[base].perSecond);
  const ratio = median(pairs);
  const spread = `${quantile(pairs, 0.25).toFixed(2)}–${quantile(pairs, 0.75).toFixed(2)}`;
  return { ratio, row: speedRow(what, results[name], `${ratio.toFixed(2)} (${spread})`) };
}
