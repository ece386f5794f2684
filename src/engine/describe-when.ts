import { exactText } from '../lib/exact-json.ts';
import { formatDuration, formatSize } from '../lib/units.ts';
import type { Range, When } from '../model/scenario.ts';
import { isSecret, isSecretKey } from '../secrets/names.ts';
import { hideSecrets } from '../secrets/redact.ts';

/** `more`: what is said of a range without an end. */
function describeRange(more: 'later' | 'more'): (range: Range) => string {
  return ({ from, to }) => {
    if (from === to) return String(from);
    return to === Number.POSITIVE_INFINITY ? `${from} or ${more}` : `${from} to ${to}`;
  };
}

function describeSizes({ from, to }: Range): string {
  if (to === Number.POSITIVE_INFINITY) return `${formatSize(from)} or more`;
  return from === 0 ? `at most ${formatSize(to)}` : `${formatSize(from)} to ${formatSize(to)}`;
}

function describeIdle({ from, to }: Range): string {
  if (from === 0 && to === Number.POSITIVE_INFINITY) return 'before, for however long';
  if (to === Number.POSITIVE_INFINITY) return `for ${formatDuration(from)} or longer`;
  return from === 0
    ? `for up to ${formatDuration(to)}`
    : `for ${formatDuration(from)} to ${formatDuration(to)}`;
}

/** Printed in the place of a secret of the scenario. */
const asGiven = 'as given';

function describeHeader(name: string, values: readonly string[], keyHeaders: readonly string[]): string {
  const isKey = isSecret('header', name) || keyHeaders.includes(name);
  return `header ${name} is ${isKey ? asGiven : values.join(' or ')}`;
}

function describeBody(pointer: string, values: readonly unknown[]): string {
  const said = values.map((value) => exactText(value)).join(' or ');
  return `body ${pointer} is ${isSecretKey(pointer) ? asGiven : said}`;
}

type Ranged = 'attempt' | 'connection' | 'idle' | 'bytes' | 'underWay';

/** Conditions whose values are ranges, each as the beginning of a sentence and what says a range. */
const ranged = {
  attempt: ['attempt is', describeRange('later')],
  connection: ['connection is', describeRange('later')],
  idle: ['its connection was idle', describeIdle],
  bytes: ['the body has', describeSizes],
  underWay: ['requests under way are', describeRange('more')],
} as const;

function describeRanges(given: { readonly [Key in Ranged]: readonly Range[] | undefined }): string[] {
  return (Object.keys(ranged) as Ranged[]).flatMap((key) => {
    const [begin, describe] = ranged[key];
    const ranges = given[key];
    return ranges === undefined ? [] : [`${begin} ${ranges.map(describe).join(' or ')}`];
  });
}

/** A `when` in English, without its secrets; `always` describes a rule that has no `when`. */
export function describeWhen(when: When, always: string, keyHeaders: readonly string[] = []): string {
  const parts: string[] = [];
  const { attempt, connection, idle, header, query, body, key, bytes, underWay, ...plain } = when;
  if (key !== undefined) parts.push(`key is ${asGiven}`);
  for (const [name, value] of Object.entries(plain))
    parts.push(`${name} is ${Array.isArray(value) ? value.join(' or ') : String(value)}`);
  for (const [name, values] of Object.entries(header ?? {}))
    parts.push(describeHeader(name, values, keyHeaders));
  for (const [name, values] of Object.entries(query ?? {}))
    parts.push(`query ${name} is ${isSecret('query', name) ? asGiven : values.join(' or ')}`);
  for (const [pointer, values] of Object.entries(body ?? {})) parts.push(describeBody(pointer, values));
  parts.push(...describeRanges({ attempt, connection, idle, bytes, underWay }));
  return parts.length === 0 ? always : hideSecrets(parts.join(' and '));
}
