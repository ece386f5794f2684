import type { PlatformInUse } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { formatReset, rewriteLimits, type SaidOfLimit } from './limit-fields.ts';

/** One way in which header fields of rate limits were seen to be wrong. */
interface Lie {
  /** Completes the sentence "it will …". */
  readonly says: string;
  /** What a field says instead; `null`: it is left out. */
  tell(said: SaidOfLimit, now: number): string | null;
}

/** Assumed: the limit is one of a minute. */
const sharesOfTenSeconds = 6;

function numbered({ value }: SaidOfLimit, change: (amount: number) => number): string {
  return /^\d+$/.test(value) ? String(change(Number(value))) : value;
}

/** docs/platforms.md says where each of them was seen. */
export const limitLies = {
  absent: { says: 'leave out the header fields of rate limits', tell: () => null },
  'minus-one': {
    says: 'say -1 for limits and for what remains of them, and no time to wait',
    tell: ({ what, form }, now) => (what === 'reset' ? formatReset(form, 0, now) : '-1'),
  },
  stale: {
    says: 'say that all of the rate limits remains, as it was before the first request',
    tell({ what, form, value, limit }, now) {
      if (what === 'reset') return formatReset(form, 0, now);
      return what === 'remaining' ? (limit ?? value) : value;
    },
  },
  thousands: {
    says: 'round the tokens that remain to thousands',
    tell: (said) =>
      said.what === 'remaining' && said.unit === 'tokens'
        ? numbered(said, (amount) => Math.round(amount / 1_000) * 1_000)
        : said.value,
  },
  'ten-second-share': {
    says: 'say of the requests that remain only the share of ten seconds, a sixth',
    tell: (said) =>
      said.what === 'remaining' && said.unit === 'requests'
        ? numbered(said, (amount) => Math.floor(amount / sharesOfTenSeconds))
        : said.value,
  },
} as const satisfies Readonly<Record<string, Lie>>;

export type LimitLie = keyof typeof limitLies;

export const limitLieNames = Object.keys(limitLies) as [LimitLie, ...LimitLie[]];

export function withLimitLie(
  headers: RawHeaders,
  inUse: PlatformInUse,
  lie: LimitLie,
  now: number,
): RawHeaders {
  return rewriteLimits(headers, inUse, (said) => limitLies[lie].tell(said, now));
}
