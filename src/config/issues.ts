import type { z } from 'zod';
import { describeValue } from '../lib/describe-value.ts';
import { unknownName } from '../lib/nearest.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { holdsSecret } from './nodes.ts';

type Issue = z.core.$ZodIssue;

/** A schema error with its path and our message. */
export interface Refusal {
  readonly path: readonly PropertyKey[];
  readonly at: 'key' | 'value';
  readonly message: string;
}

/**
 * A schema's own message stays; otherwise the message is empty here and
 * written by `message` below. The schema is known only inside this callback,
 * so an issue about unknown keys gets the known keys as its message.
 */
export const wording: z.core.$ZodErrorMap = (issue) => {
  const def = issue.inst?._zod.def;
  return issue.code === 'unrecognized_keys' && def && 'shape' in def
    ? Object.keys(Object(def.shape)).join('\n')
    : '';
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'nothing',
};

/** `a`, `a or b`, `a, b or c` */
export function describeAny(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function describeBound(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const [word, bound] = issue.code === 'too_big' ? ['at most', issue.maximum] : ['at least', issue.minimum];
  const side = issue.inclusive === false ? (issue.code === 'too_big' ? 'less than' : 'more than') : word;
  if (issue.origin === 'array') return `${side} ${bound} item${Number(bound) === 1 ? '' : 's'}`;
  if (issue.origin === 'string')
    return `a text of ${side} ${bound} character${Number(bound) === 1 ? '' : 's'}`;
  return `${side} ${bound}`;
}

/** Describes an input without its secrets: a secret that is cut short may no longer look like one. */
function describeInput(input: unknown): string {
  return describeValue(typeof input === 'string' ? hideSecrets(input) : input);
}

/** What would have been valid instead: the middle part of "expected …, got …". */
function expected(issue: Issue): string {
  if (issue.message !== '') return issue.message.replace(/^expected /, '').replace(/, got .*$/s, '');
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return describeAny(issue.values.map(String));
    case 'too_big':
    case 'too_small':
      return describeBound(issue);
    case 'invalid_format':
      return 'pattern' in issue ? `a text like ${issue.pattern}` : `a valid ${issue.format}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return describeAny([...new Set(issue.errors.flatMap(([first]) => (first ? [expected(first)] : [])))]);
    default:
      return 'something else';
  }
}

function message(issue: Issue, path: readonly PropertyKey[]): string {
  const { input } = issue;
  const name = path.at(-1);
  if (input === undefined && typeof name === 'string')
    return `missing "${name}"; expected ${expected(issue)}`;
  const holder = path.findLast((segment) => typeof segment === 'string');
  if (holdsSecret(holder ?? null)) return `expected ${expected(issue)}`;
  if (issue.message !== '')
    return issue.message.startsWith('expected ') && typeof input !== 'object'
      ? `${issue.message}, got ${describeInput(input)}`
      : issue.message;
  if (issue.code === 'invalid_value' && typeof input === 'string')
    return unknownName('value', input, issue.values.map(String));
  return `expected ${expected(issue)}, got ${describeInput(input)}`;
}

/** Whether a branch of a union does not apply, because the value is of another type. */
function isOtherType(issues: readonly Issue[]): boolean {
  return issues.some(
    ({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'),
  );
}

/**
 * Converts an issue of the value at `above` to one refusal per wrong key or value. For a union, these are the
 * refusals of the branch that fits best.
 */
export function flatten(issue: Issue, above: readonly PropertyKey[]): Refusal[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split('\n');
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      message: unknownName('key', key, known),
    }));
  }
  if (issue.code === 'invalid_union' && issue.message === '') {
    const [meant] = issue.errors
      .filter((issues) => !isOtherType(issues))
      .toSorted((one, other) => one.length - other.length);
    if (meant !== undefined) return meant.flatMap((each) => flatten(each, path));
  }
  if (issue.code === 'invalid_key' && issue.message === '')
    return issue.issues.map((each) => ({ path, at: 'key', message: message(each, []) }));
  return [{ path, at: 'value', message: message(issue, path) }];
}
