import type { z } from 'zod';
import type { ProbeSource, ProbeUnit } from '../model/drill-file.ts';
import type { Call, Timeline } from '../model/timeline.ts';

/** What a probe found in one look. */
export type Sample =
  /** `figure` is in the unit of its kind; `null`: nothing was there to measure. */
  | { readonly kind: 'figure'; readonly figure: number | null; readonly samples: number }
  /** The kind says itself what follows, and why in words. */
  | {
      readonly kind: 'own';
      readonly outcome: 'held' | 'refuted' | 'inconclusive';
      readonly samples: number;
      readonly says: string;
    };

/** How a probe looks beyond the gateways. Each ends within its own time limit. */
export interface Outside {
  /** Rejects where no answer came. */
  get(
    url: string,
    options: {
      /** Environment variable with the bearer token; `null`: none is sent. */
      readonly tokenFrom: string | null;
      readonly timeoutMs: number;
    },
  ): Promise<{ readonly status: number; readonly body: string; readonly tookMs: number }>;
  /** Without a shell. `code` is `null` where a signal or the time limit ended it. */
  run(command: readonly string[], timeoutMs: number): Promise<{ readonly code: number | null }>;
}

/** What one look of a probe is given. */
export interface ProbeContext {
  /** Those that arrived in the window, of the drill's label. */
  readonly calls: readonly Call[];
  /** The same with all that a verdict needs: made anew, which takes long where the window has much. */
  timeline(): Timeline;
  /** Milliseconds since the Unix epoch. */
  readonly window: { readonly from: number; readonly to: number };
  readonly outside: Outside;
}

export type Shape = z.ZodObject;

/** One kind of probe. File name = name. */
export interface ProbeKind<S extends Shape = Shape> {
  readonly name: string;
  readonly source: ProbeSource;
  /** One line for `list` and the docs. */
  readonly summary: string;
  /** What its figure is; `null`: it has none, and says itself whether what it found is right. */
  readonly unit: ProbeUnit | null;
  /** Fewer samples than that are inconclusive, unless the file says another number. */
  readonly leastSamples: number;
  /** Without the keys that every kind has: `over`, `samples`, and the bounds of a figure. */
  readonly params: S;
  readonly example: Readonly<Record<string, unknown>>;
  /** What it looks at, as the subject of a sentence: "the share of calls that succeed". */
  explain(params: z.output<S>): string;
  sample(params: z.output<S>, context: ProbeContext): Promise<Sample>;
}

/** Infers the type of `params` for an entry, then erases it for the registry. */
export function probe<S extends Shape>(kind: ProbeKind<S>): ProbeKind {
  return kind as unknown as ProbeKind;
}
