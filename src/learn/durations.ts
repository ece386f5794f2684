/** A duration as scenarios have it: `250ms`, `2.5s`; to the millisecond. */
export function durationText(ms: number): string {
  const whole = Math.round(ms);
  return Math.abs(whole) < 1_000 ? `${whole}ms` : `${whole / 1_000}s`;
}

export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
