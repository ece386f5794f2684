import { formatDecimal, formatDuration } from '../lib/units.ts';
import type { BlastRadius } from '../model/blast-radius.ts';
import { describeWhen } from './describe-when.ts';

/** 0.07 → `7 %`, where a multiplication gives 7.000000000000001. */
export function percentOf(share: number): string {
  return `${formatDecimal(Math.round(share * 1_000_000) / 10_000)} %`;
}

function enumerated(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

function whereOf({ only: { label, ...when } }: BlastRadius, keyHeaders: readonly string[]): string {
  const said = [
    ...(label === undefined ? [] : [`label is ${label.join(' or ')}`]),
    ...(Object.keys(when).length === 0 ? [] : [describeWhen(when, '', keyHeaders)]),
  ];
  return said.length === 0 ? '' : `only where ${said.join(' and ')}`;
}

/** `only where label is team-a, at most 30 % of what rules would hit, 5 at once and 100 in all` */
export function describeBlastRadius(radius: BlastRadius, keyHeaders: readonly string[] = []): string {
  const { share, active, total, within } = radius;
  const bounds = [
    ...(share === 1 ? [] : [`${percentOf(share)} of what rules would hit`]),
    ...(active === Number.POSITIVE_INFINITY ? [] : [`${active} at once`]),
    ...(total === Number.POSITIVE_INFINITY ? [] : [`${total} in all`]),
    ...(within === null ? [] : [`${within.max} in any ${formatDuration(within.perMs)}`]),
  ];
  const parts = [
    whereOf(radius, keyHeaders),
    bounds.length === 0 ? '' : `at most ${enumerated(bounds)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'whatever rules would hit' : parts.join(', ');
}
