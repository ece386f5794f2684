import { InvalidArgumentError } from 'commander';
import { durationHint, parseDuration, parseSize, sizeHint } from '../lib/units.ts';

/* Parsers of values that options take. */

export function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port from 0 (any free one) to 65535.');
}

/** Parser of a repeatable option that takes one name or several, separated by commas. */
export const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(','),
];

/** Parser of a repeatable option. */
export const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

export function count(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('expected a whole number from 1.');
}

export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError(`expected ${durationHint}.`);
}

/** Permission bits of a file, as `chmod` has them. */
export function fileMode(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new InvalidArgumentError('expected three octal digits, such as 644.');
}

/** Parser of a size up to a largest one, which `most` names. */
export const sizeUpTo =
  (most: string) =>
  (text: string): number => {
    const bytes = parseSize(text);
    if (bytes !== null && bytes <= (parseSize(most) ?? 0)) return bytes;
    throw new InvalidArgumentError(`expected ${sizeHint}; at most ${most}.`);
  };
