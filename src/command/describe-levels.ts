import type { LimitLevels } from '../control/steering.ts';
import { formatDecimal, formatDuration } from '../lib/units.ts';
import { type KeyLevel, type LimitLevel, untilFreed } from '../model/limit-level.ts';
import { table } from './table.ts';

/** Characters of a gauge. */
const width = 20;

/** The head of a limit says its unit; with an amount of money it is said again: `0.5 of 1 USD left`. */
const unitOf = ({ unit }: LimitLevel) => (unit === 'usd' ? ' USD' : '');

/** `████████░░░░░░░░░░░░`: what is left of the whole; something is left while there is a block. */
function gauge(remaining: number, amount: number): string {
  const blocks = Math.min(width, Math.ceil((remaining / amount) * width));
  return '█'.repeat(blocks) + '░'.repeat(width - blocks);
}

function timesOf({ waitMs, freeMs }: KeyLevel, { freed }: LimitLevel): string {
  const parts = [
    waitMs === null ? untilFreed[freed] : waitMs > 0 ? `room in ${formatDuration(waitMs)}` : '',
    freeMs !== null && freeMs > 0 ? `all free in ${formatDuration(freeMs)}` : '',
  ].filter((part) => part !== '');
  return parts.join(', ');
}

function rowOf(level: KeyLevel, limit: LimitLevel): string[] {
  const { amount } = limit;
  const { key, origin, remaining, refusals } = level;
  const name = origin === 'seen' ? key : `${key} (not seen since the restart)`;
  const refused = refusals === 0 ? '' : `${refusals} without room`;
  const left = `${formatDecimal(remaining)} of ${formatDecimal(amount)}${unitOf(limit)} left`;
  return [`  ${name}`, gauge(remaining, amount), left, refused, timesOf(level, limit)];
}

function headOf({ scenario, label, id, says, by, enforcement, refusals }: LimitLevel): string {
  const run = label === '' ? scenario : `${scenario}.${label}`;
  const each = by.length === 0 ? '' : ` for each ${by.join(' and ')}`;
  const shadow = enforcement === 'shadow' ? ' (shadow: counted, not enforced)' : '';
  const refused =
    refusals === 0 ? '' : `; ${refusals} ${refusals === 1 ? 'request' : 'requests'} without room`;
  return `${id} in ${run}: ${says}${each}${shadow}${refused}\n`;
}

function describeLevel(level: LimitLevel): string {
  const { keys, others } = level;
  const rows = keys.length === 0 ? '' : table(keys.map((key) => rowOf(key, level))).replaceAll(/ +$/gm, '');
  const none = keys.length === 0 && others === 0 ? '  nothing is used\n' : '';
  return `${headOf(level)}${rows}${none}${others === 0 ? '' : `  and ${others} more keys\n`}`;
}

/** For people: each limit with its gauges. */
export function describeLevels({ limits, otherRuns }: LimitLevels): string {
  if (limits.length === 0) return 'The scenario has no limits.\n';
  const more = otherRuns === 0 ? '' : `and the limits of ${otherRuns} more runs; --label names one\n`;
  return limits.map(describeLevel).join('\n') + more;
}
