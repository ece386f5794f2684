const durationUnits = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizeUnits = { B: 1, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 } as const;

const durationForm = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const sizeForm = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/;

export const durationHint = 'a duration with its unit, such as 250ms, 2s, 1m, 1h or 30d';
export const sizeHint = 'a size with its unit, such as 512B, 64KiB or 4MiB';

/** `250ms` → 250. `null`: the text is no duration. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = durationForm.exec(text) ?? [];
  return amount === undefined ? null : Number(amount) * durationUnits[unit as keyof typeof durationUnits];
}

/** `64KiB` → 65536. `null`: the text is no size, or no whole number of bytes. */
export function parseSize(text: string): number | null {
  const [, amount, unit] = sizeForm.exec(text) ?? [];
  if (amount === undefined) return null;
  const bytes = Number(amount) * sizeUnits[unit as keyof typeof sizeUnits];
  return Number.isInteger(bytes) ? bytes : null;
}

/** 65536 → `64 KiB`, in the largest unit of which it is a whole number. */
export function formatSize(bytes: number): string {
  const units = Object.entries(sizeUnits).filter(([, size]) => bytes >= size && bytes % size === 0);
  const [unit, size] = units.at(-1) ?? ['B', 1];
  return `${bytes / size} ${unit}`;
}

/** 90000 → `1m30s`, 2592000000 → `30d`, as a part of sentences. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms * 1_000) / 1_000}ms`;
  if (ms < durationUnits.m) return `${ms / 1_000}s`;
  const unit = ms < durationUnits.h ? 'm' : ms < durationUnits.d ? 'h' : 'd';
  const rest = ms % durationUnits[unit];
  return `${Math.floor(ms / durationUnits[unit])}${unit}${rest === 0 ? '' : formatDuration(rest)}`;
}

/** `for 30s`, or `until the limit` if no duration is given, so that `limits.hang` applies. */
export function describeHold(ms: number | undefined): string {
  return ms === undefined ? 'until the limit' : `for ${formatDuration(ms)}`;
}

/** Digits after the point of an amount of money. */
const maxDecimals = 9;

/** `0.0000001`, where `String` writes `1e-7`. */
export function formatDecimal(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(maxDecimals).replace(/\.?0+$/, '');
}

/** `1 call`, `2 calls`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
