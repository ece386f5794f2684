import { z } from 'zod';
import { share as anyShare, duration } from '../lib/shapes.ts';
import { anyGlob, whenShape } from './schema-when.ts';

/** Most of a window: the time of each of them is remembered. */
const maxWindow = 100_000;

/** In millionths: `0.7 * 1e6` is not quite 700,000. */
const millionthsOf = (share: number): number => share * 1_000_000;
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

const share = anyShare
  .refine(
    (given) => isWhole(millionthsOf(given)),
    'expected a share of at most six decimals, four of a percentage: it is counted in millionths',
  )
  .transform((given) => Math.round(millionthsOf(given)) / 1_000_000);

const countHint = 'expected a whole number from 0';
const count = z.int(countHint).min(0, countHint);

export const radiusOnlyShape = whenShape
  .pick({ key: true, client: true, model: true, header: true, route: true, address: true })
  .extend({ label: anyGlob.exactOptional().describe('Label in the URL, /@NAME:LABEL/v1.') });

export const blastRadiusShape = z.strictObject({
  only: radiusOnlyShape
    .exactOptional()
    .describe('Who may be hit, as in "when"; all must hold. Absent: every client.'),
  share: share
    .exactOptional()
    .describe('Largest part of what rules would hit, 0.3 or "30 %"; exact at every moment. Default: all.'),
  active: count
    .exactOptional()
    .describe('Most answers and connections with a fault at the same time. Default: any number.'),
  total: count
    .exactOptional()
    .describe('Most requests and connections that are hit in all. Default: any number.'),
  within: z
    .strictObject({
      max: count.max(maxWindow, `expected at most ${maxWindow}`).describe('Most that are hit.'),
      per: duration
        .refine((ms) => ms > 0, 'expected more than 0s')
        .describe('In any span of that length, whenever it begins.'),
    })
    .exactOptional()
    .describe('Most in any span of time, { max: 10, per: 1m }. Default: any number.'),
});
