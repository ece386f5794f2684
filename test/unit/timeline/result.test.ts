import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import type { ErrorInside } from '../../../src/model/error-inside.ts';
import type { AttemptResult } from '../../../src/model/timeline.ts';
import { describeResult, formatMs, formatWait } from '../../../src/timeline/describe.ts';
import { faultsOf, resultOf } from '../../../src/timeline/result.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf, type Told } from '../../helpers/timeline.ts';

const platforms = {
  'token-factory': platformInUse(),
  deeptoken: platformInUse('deeptoken'),
  openai: platformInUse('openai'),
};
type Name = keyof typeof platforms;

function met(
  told: Partial<Told>,
  name: Name = 'token-factory',
  entry: Partial<RequestEntry> = {},
): AttemptResult {
  const inUse = platforms[name];
  return resultOf({ ...entryOf({ at: 0, ...told }, 1, 1, inUse), ...entry }, inUse);
}

const silence = { kind: 'hang', plannedMs: 10, actualMs: 4 } as const;
const over = { kind: 'pause', plannedMs: 10, actualMs: 10 } as const;
const left: Partial<Told> = { ending: 'client-left' };
const slow: Partial<Told> = { faults: ['hang'] };
const died: Partial<Told> = { ending: 'upstream-died' };

test.each<[string, Partial<Told>, AttemptResult]>([
  ['a whole answer', {}, { kind: 'answered' }],
  ['a redirect', { status: 399 }, { kind: 'answered' }],
  ['half an answer that looks whole', { ending: 'damaged' }, { kind: 'broken', how: 'quietly' }],
  [
    'an error event',
    { ending: 'damaged', faults: ['drip', 'stream-error'] },
    { kind: 'broken', how: 'in-stream' },
  ],
  [
    'an error event, seen in what was sent',
    { inside: { where: 'event', code: null, status: null } },
    { kind: 'broken', how: 'in-stream' },
  ],
  ['a severed answer', { ending: 'severed' }, { kind: 'broken', how: 'loudly' }],
  ['an upstream that died', died, { kind: 'broken', how: 'loudly' }],
  ['a severed error', { status: 503, ending: 'severed' }, { kind: 'broken', how: 'loudly' }],
  ['no answer', { status: null, ending: 'severed' }, { kind: 'broken', how: 'before-head' }],
  ['silence', { status: null, ending: 'hung' }, { kind: 'hung' }],
  ['silence behind an error', { status: 503, ending: 'hung' }, { kind: 'hung' }],
  ['the end of the gateway', { ending: 'drained' }, { kind: 'drained' }],
  ['leaving before the head', { ...left, ...slow, status: null }, { kind: 'left', during: 'waiting' }],
  ['leaving an answer', { ...left, ...slow }, { kind: 'left', during: 'answer' }],
  [
    'leaving in a silence',
    { ...left, ...slow, pauses: [over, silence] },
    { kind: 'left', during: 'waiting' },
  ],
  [
    'leaving behind a silence',
    { ...left, ...slow, pauses: [silence, over] },
    { kind: 'left', during: 'answer' },
  ],
  [
    "leaving the stub's own pace before the head",
    { ...left, status: null },
    { kind: 'left', during: 'answer' },
  ],
  ["leaving the stub's own pace", { ...left, pauses: [over, silence] }, { kind: 'left', during: 'answer' }],
  [
    'leaving a tape before the head',
    { ...left, status: null, entry: { source: 'tape' } },
    { kind: 'left', during: 'answer' },
  ],
  [
    'leaving an upstream before the head',
    { ...left, status: null, entry: { source: 'upstream' } },
    { kind: 'left', during: 'waiting' },
  ],
])('%s', (_, told, expected) => {
  expect(met(told)).toEqual(expected);
});

function saidOf(told: Partial<Told>, name: Name, entry: Partial<RequestEntry> = {}): string | null {
  const seen = met(told, name, entry);
  if (seen.kind !== 'error') return null;
  const { advice, source } = seen.advised;
  return `${seen.status} ${seen.entry} ${advice} ${source === null ? 'assumed' : 'documented'}`;
}

const category = (value: string): Partial<Told> => ({ headers: ['X-Gateway-Error-Category', value] });

test.each<[string, Name, Partial<Told>, string | null]>([
  [
    'an entry that is documented',
    'token-factory',
    { error: 'rate-limited' },
    '429 rate-limited retry-after documented',
  ],
  [
    'an entry that is not, by its category',
    'deeptoken',
    { error: 'platform-error', ...category('platform_error') },
    '500 platform-error retry documented',
  ],
  [
    'an entry that is not, and another category',
    'deeptoken',
    { error: 'platform-error', ...category('user_error') },
    '500 platform-error fix documented',
  ],
  [
    'an entry that is not, and no category',
    'deeptoken',
    { error: 'platform-error' },
    '500 platform-error retry assumed',
  ],
  [
    'an entry that is not, and an unknown category',
    'deeptoken',
    { error: 'platform-error', ...category('weather') },
    '500 platform-error retry assumed',
  ],
  [
    'a documented entry whatever the category',
    'deeptoken',
    { error: 'budget-limit-exceeded', ...category('user_error') },
    '403 budget-limit-exceeded retry-after documented',
  ],
  ['a status that stands for an entry', 'token-factory', { status: 502 }, '502 null retry documented'],
  ['a status that nobody knows', 'token-factory', { status: 418 }, '418 null fix assumed'],
  ['a server error that nobody knows', 'token-factory', { status: 500 + 99 }, '599 null retry assumed'],
  ['the lowest server error', 'openai', { status: 505 }, '505 null retry assumed'],
  ['a timeout of HTTP', 'openai', { status: 408 }, '408 null retry assumed'],
  ['a status below the server errors', 'openai', { status: 499 }, '499 null fix assumed'],
  ['the lowest error', 'openai', { status: 400 }, '400 null fix documented'],
  [
    'a damaged error',
    'token-factory',
    { error: 'bad-gateway', ending: 'damaged' },
    '502 bad-gateway retry documented',
  ],
])('%s', (_, name, told, expected) => {
  expect(saidOf(told, name)).toBe(expected);
});

test.each([
  [400, 'fix'],
  [407, 'fix'],
  [408, 'retry'],
  [409, 'fix'],
  [428, 'fix'],
  [429, 'retry-after'],
  [430, 'fix'],
  [499, 'fix'],
  [500, 'retry'],
])('a status %i that no catalogue knows is advised by HTTP: %s', (status, advice) => {
  const inUse = platforms.openai;
  const platform = { ...inUse.platform, errors: [] };
  const entry = entryOf({ at: 0, status }, 1, 1, inUse);
  expect(resultOf(entry, { ...inUse, platform })).toMatchObject({ advised: { advice, source: null } });
});

test('a category that no document speaks of advises', () => {
  const inUse = platforms.deeptoken;
  const categories = { platform_error: { advice: 'fix', documented: {} } } as const;
  const entry = entryOf({ at: 0, error: 'platform-error', ...category('platform_error') }, 1, 1, inUse);
  const seen = resultOf(entry, { ...inUse, platform: { ...inUse.platform, categories } });
  expect(seen).toMatchObject({ advised: { advice: 'fix', source: null } });
});

test('a status stands for an entry on its own surface alone', () => {
  expect(saidOf({ status: 502 }, 'token-factory', { surface: 'nowhere' })).toBe('502 null retry assumed');
});

test('a status stands for the default entry, not for another one of that status', () => {
  const inUse = platforms['token-factory'];
  const errors = inUse.platform.errors
    .filter(({ status }) => status === 503)
    .map((entry) => ({ ...entry, default: false }));
  const seen = resultOf(entryOf({ at: 0, status: 503 }, 1, 1, inUse), {
    ...inUse,
    platform: { ...inUse.platform, errors },
  });
  expect(seen).toMatchObject({ advised: { advice: 'retry', source: null } });
});

test('an error says the page that asks for it, or the name of a source without a page', () => {
  const inUse = platforms['token-factory'];
  const said = (sources: Readonly<Record<string, string>>) =>
    resultOf(entryOf({ at: 0, error: 'bad-gateway' }, 1, 1, inUse), {
      ...inUse,
      platform: { ...inUse.platform, sources },
    });
  expect(said({ errors: 'the page on errors' })).toMatchObject({ advised: { source: 'the page on errors' } });
  expect(said({})).toMatchObject({ advised: { source: 'errors' } });
});

test('an error tells its wait', () => {
  expect(met({ error: 'rate-limited', retryAfter: 5 })).toMatchObject({
    wait: { form: 'seconds', ms: 5_000 },
  });
  expect(met({ error: 'bad-gateway' })).toMatchObject({ wait: null });
});

test('faults are those of rules that fired, each once', () => {
  const rule = (outcome: 'fired' | 'skipped' | 'lost' | 'held-back', ...faults: string[]) => ({
    ...{ rule: 'r', outcome, because: '', faults },
  });
  expect(faultsOf({ rules: [rule('skipped', 'a'), rule('lost', 'b')] })).toEqual([]);
  expect(faultsOf({ rules: [rule('fired', 'a'), rule('fired', 'b', 'a'), rule('lost', 'c')] })).toEqual([
    'a',
    'b',
  ]);
  expect(faultsOf({ rules: [rule('fired', 'a')] })).toEqual(['a']);
  // What a blast radius held back no client met: it is blamed for none of it.
  expect(faultsOf({ rules: [rule('held-back', 'a'), rule('held-back', 'hang')] })).toEqual([]);
  expect(faultsOf({ rules: [rule('fired', 'a', 'a')] })).toEqual(['a']);
});

test.each<[Partial<Told>, string]>([
  [{}, 'answered'],
  [{ error: 'rate-limited', retryAfter: 5 }, '429 rate-limited, Retry-After: 5'],
  [{ error: 'bad-gateway' }, '502 bad-gateway'],
  [{ status: 418 }, '418'],
  [{ ending: 'damaged' }, 'an answer that broke and looked whole'],
  [{ ending: 'damaged', faults: ['stream-error'] }, 'an error event in the stream'],
  [{ ending: 'severed' }, 'an answer whose connection broke'],
  [{ status: null, ending: 'severed' }, 'a connection that broke before the answer'],
  [{ ending: 'hung' }, 'silence until the connection was ended'],
  [{ ending: 'client-left' }, 'an answer that the client left'],
  [{ status: null, ending: 'client-left', faults: ['hang'] }, 'silence, which the client left'],
  [{ ending: 'drained' }, 'the end of the gateway'],
])('%j is told as: %s', (told, said) => {
  expect(describeResult(met(told))).toBe(said);
});

test.each([
  [0.4, '0ms'],
  [849.6, '850ms'],
  [999.4, '999ms'],
  [999.9, '1s'],
  [1_000.6, '1s'],
  [1_000, '1s'],
  [1_018.2, '1.02s'],
  [61_004, '1m1s'],
])('%f ms is told as %s', (ms, said) => {
  expect(formatMs(ms)).toBe(said);
});

test.each([
  [999, '999ms'],
  [61_004, '1m1s'],
  [3_600_000, '1h'],
  [5_430_000, '1.5h'],
  [1_382_400_000, '384h'],
])('a wait of %i ms is told as %s', (ms, said) => {
  expect(formatWait(ms)).toBe(said);
});

test.each<[string, ErrorInside, string]>([
  ['nothing but that it is one', { where: 'body', code: null, status: null }, '200 null retry assumed'],
  [
    'a code of the platform',
    { where: 'body', code: 'rate_limited', status: null },
    '429 rate-limited retry-after documented',
  ],
  ['a status that passes', { where: 'body', code: null, status: 502 }, '502 null retry assumed'],
  ['a status that stays', { where: 'body', code: 'some_code', status: 403 }, '403 null fix assumed'],
  ['a rule that says so', { where: 'rule', code: null, status: null }, '200 null retry assumed'],
])('an error inside a success goes by %s', (_, inside, said) => {
  expect(saidOf({ inside }, 'token-factory')).toBe(said);
});

test('an error inside a success is told as one', () => {
  const inside: ErrorInside = { where: 'body', code: 'rate_limited', status: null };
  expect(describeResult(met({ inside }))).toBe('an error inside a success (429 rate-limited)');
  expect(describeResult(met({ inside: { ...inside, where: 'rule' } }))).toMatch(
    /^an answer that is a failure/,
  );
});

test.each([
  ['503, told not to', { status: 503 }, 'false', 'never'],
  ['503, told to', { status: 503 }, 'true', 'retry'],
  ['400, told to', { status: 400 }, 'true', 'retry'],
  ['documented, told not to', { error: 'rate-limited' }, 'false', 'never'],
  ['503, told something else', { status: 503 }, 'perhaps', 'retry-then-fall-back'],
])('x-should-retry outranks the status: %s', (_, told, value, advice) => {
  const seen = met({ ...told, headers: ['X-Should-Retry', value] });
  expect(seen).toMatchObject({ advised: { advice } });
  const says = `x-should-retry: ${value}`;
  if (value === 'perhaps') expect(describeResult(seen)).not.toContain(says);
  else expect(describeResult(seen)).toContain(says);
});
