import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import type { Call } from '../../../src/model/timeline.ts';
import { callsOf } from '../../../src/timeline/calls.ts';
import { groupOf } from '../../../src/timeline/group.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf, type Told } from '../../helpers/timeline.ts';

const inUse = platformInUse();

/** An attempt of a call, with more told of it. */
function attempt(call: number, ordinal: number, told: Partial<Told> = {}): RequestEntry {
  return entryOf({ at: ordinal * 1_000, ...told }, call, ordinal, inUse);
}

const callsFrom = (entries: readonly RequestEntry[]) => callsOf(entries, new Map(), () => inUse).groupings[0];

/** One call whose attempts send these retry counts. */
function counting(
  counts: readonly (number | null)[],
  more: (n: number) => Partial<RequestEntry> = () => ({}),
): Call {
  const entries = counts.map((retryCount, n) => attempt(1, n + 1, { entry: { retryCount, ...more(n) } }));
  const [call] = callsFrom(entries);
  if (call === undefined) throw new Error('there is no call');
  return call;
}

test('attempts are put together by call, in order, each with its gap', () => {
  const entries = [
    attempt(1, 1, { at: 5_000, took: 10 }),
    attempt(2, 2, { at: 6_000 }),
    attempt(2, 1, { at: 4_000, took: 500 }),
    attempt(1, 2, { at: 6_500 }),
  ];
  const told = callsFrom(entries).map(({ id, attempts }) => [
    id,
    ...attempts.map(({ ordinal, gapMs, endedAt, at }) => [ordinal, gapMs, endedAt - at]),
  ]);
  expect(told).toEqual([
    ['sample#2', [1, null, 500], [2, 1_500, 1]],
    ['sample#1', [1, null, 10], [2, 1_490, 1]],
  ]);
});

test('a call whose beginning was dropped is left out', () => {
  expect(callsFrom([attempt(1, 2), attempt(1, 3), attempt(2, 1)]).map(({ id }) => id)).toEqual(['sample#2']);
});

test('ordinals count what is there: an attempt in the middle may have been dropped', () => {
  const [call] = callsFrom([attempt(1, 1), attempt(1, 3)]);
  expect(call?.attempts.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
});

test('calls of one label belong together, those of another do not', () => {
  const entries = [
    attempt(1, 1, { entry: { label: 'r1', scenario: 'first' } }),
    attempt(1, 2, { entry: { label: 'r1', scenario: 'second' } }),
    attempt(1, 1, { entry: { label: 'r2', scenario: 'first' } }),
    attempt(1, 1, { entry: { label: '', scenario: 'first' } }),
  ];
  expect(callsFrom(entries).map(({ id, attempts }) => `${id} ${attempts.length}`)).toEqual([
    'r1#1 2',
    'r2#1 1',
    'first#1 1',
  ]);
  expect([groupOf({ label: '', scenario: 's' }), groupOf({ label: 'l', scenario: 's' })]).toEqual(['s', 'l']);
});

test('each attempt is read by the contract of its own scenario', () => {
  const entries = [
    attempt(1, 1, { error: 'bad-gateway', entry: { label: 'l', scenario: 'first' } }),
    attempt(1, 2, { entry: { label: 'l', scenario: 'second' } }),
  ];
  const asked: string[] = [];
  callsOf(entries, new Map(), (scenario) => {
    asked.push(scenario);
    return inUse;
  });
  expect(asked).toEqual(['first', 'second']);
});

test.each<[string, readonly (number | null)[], Call['nested'], Call['counts']]>([
  ['one layer', [0, 1, 2], null, 'sent'],
  ['two layers', [0, 1, 2, 0, 1, 2, 0, 1, 2], { inner: 3, outer: 3 }, 'sent'],
  ['the longest of the inner ones', [0, 1, 0, 1, 2, 0], { inner: 3, outer: 3 }, 'sent'],
  ['always 0', [0, 0, 0], null, 'always-zero'],
  ['always 0, twice', [0, 0], null, 'always-zero'],
  ['0 once', [0], null, 'sent'],
  ['no count', [null, null], null, 'none'],
  ['a count that is missing once', [0, 1, 0, null], null, 'none'],
  ['a beginning that was not seen', [1, 2, 0, 1], { inner: 2, outer: 2 }, 'sent'],
])('retry counts: %s', (_, counts, nested, said) => {
  const call = counting(counts);
  expect([call.nested, call.counts]).toEqual([nested, said]);
});

test('counting anew for another model or key is no second layer', () => {
  const counts = [0, 1, 0, 1];
  expect(counting(counts, (n) => ({ model: n < 2 ? 'a' : 'b' })).nested).toBeNull();
  expect(counting(counts, (n) => ({ key: n < 2 ? 'a' : 'b' })).nested).toBeNull();
  const later = counting([0, 1, 0, 1, 0, 1], (n) => ({ model: n < 2 ? 'a' : 'b' }));
  expect(later.nested).toEqual({ inner: 2, outer: 2 });
  for (const last of [2, 4])
    expect(counting([0, 1, 0, 1, 0], (n) => ({ model: n < last ? 'a' : 'b' })).nested).toEqual({
      inner: 2,
      outer: 2,
    });
});

test('a call is as sure as its least sure attempt, and shows all its signals', () => {
  const entries = (['certain', 'unclear', 'likely'] as const).map((certainty, n) =>
    attempt(1, n + 1, { entry: { certainty, signals: ['body', `signal ${n % 2}`] } }),
  );
  expect(callsFrom(entries)[0]).toMatchObject({
    certainty: 'unclear',
    signals: ['body', 'signal 0', 'signal 1'],
  });
  expect(callsFrom(entries.slice(0, 1))[0]?.certainty).toBe('certain');
  expect(counting([null, null]).certainty).toBe('likely');
});

test('an outcome belongs to the call that it names', () => {
  const outcome = {
    id: 9,
    kind: 'outcome',
    at: 0,
    scenario: 'sample',
    label: '',
    call: 2,
    outcome: 'error',
  } as const;
  const { groupings } = callsOf(
    [attempt(1, 1), attempt(2, 1)],
    new Map([['sample#2', outcome]]),
    () => inUse,
  );
  expect(groupings[0].map((call) => call.outcome)).toEqual([null, outcome]);
});
