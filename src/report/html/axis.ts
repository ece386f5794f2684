import { sayMs } from '../../timeline/say-met.ts';
import type { Axis } from '../told/calls.ts';

/** Percent of the picture's width; it grows and shrinks, and its letters do not. */
export function percent(ms: number, { from, spanMs }: Axis): number {
  return share((ms - from) / spanMs);
}

export function share(part: number): number {
  return Math.round(Math.max(0, Math.min(1, part)) * 10_000) / 100;
}

export interface Tick {
  readonly at: number;
  readonly says: string;
}

/** 1, 2 or 5 times a power of ten, so that there are at most six. */
export function ticksOf({ spanMs }: Axis): readonly Tick[] {
  const rough = spanMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.floor(spanMs / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => {
    const ms = index * step;
    return { at: share(ms / spanMs), says: ms === 0 ? '0' : sayMs(ms) };
  });
}
