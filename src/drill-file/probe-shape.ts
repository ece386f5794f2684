import { z } from 'zod';
import { once } from '../lib/once.ts';
import { duration, share } from '../lib/shapes.ts';
import type { ProbeUnit } from '../model/drill-file.ts';
import type { ProbeKind } from '../probes/probe.ts';

const number = z.number('expected a number').min(0, 'expected a number from 0');

/** What a bound of a figure is written as. */
const bounds = {
  share,
  milliseconds: duration,
  number,
  'per-second': number,
  usd: number,
} as const satisfies Record<ProbeUnit, z.ZodType>;

/** Milliseconds. */
export const defaultOverMs = 30_000;

/** What every probe takes beside the parameters of its kind. */
export interface TakenByAll {
  readonly over: number;
  readonly samples: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

function boundsOf(unit: ProbeUnit) {
  const bound = bounds[unit];
  return {
    atLeast: bound.exactOptional().describe('Lowest figure that is right.'),
    atMost: bound.exactOptional().describe('Highest figure that is right.'),
  };
}

/** All that stands behind the name of a kind in a drill file. */
export const shapeOf = once(
  ({ params, unit, leastSamples }: ProbeKind): z.ZodObject =>
    params.extend({
      ...(unit === null ? {} : boundsOf(unit)),
      over: duration
        .refine((ms) => ms > 0, 'expected more than 0s')
        .default(defaultOverMs)
        .describe('Time before now that it looks at; for the hypothesis, all of its stages. Default: 30s.'),
      samples: z
        .int('expected a whole number from 0')
        .min(0, 'expected a whole number from 0')
        .default(leastSamples)
        .describe(`With fewer it is inconclusive. Default: ${leastSamples}.`),
    }),
);
