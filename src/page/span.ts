/** How much time the pictures show, in milliseconds. */
export const spans = [
  { ms: 30_000, says: '30 s' },
  { ms: 120_000, says: '2 min' },
  { ms: 600_000, says: '10 min' },
] as const;

/** What the lanes and the curves have in common: they show the same time. */
export interface TimeAxis {
  spanMs: number;
  /** Right end, while the picture is held; `null`: it moves. */
  heldAt: number | null;
}

export const timeAxis: TimeAxis = { spanMs: spans[0].ms, heldAt: null };
