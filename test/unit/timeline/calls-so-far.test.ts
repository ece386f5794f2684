import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import type { Call } from '../../../src/model/timeline.ts';
import { callsOf } from '../../../src/timeline/calls.ts';
import { CallsSoFar } from '../../../src/timeline/calls-so-far.ts';
import { someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf } from '../../helpers/timeline.ts';

const inUse = platformInUse('token-factory');
const minuteMs = 60_000;
const whole = [{ from: someTime, to: someTime + 10 * minuteMs }];

/** One request as chance tells it: which failed one of those before it may be retried, and who sends it. */
const told = fc.record({
  gap: fc.integer({ min: 0, max: 300 }),
  took: fc.integer({ min: 20, max: 2_000 }),
  fails: fc.boolean(),
  after: fc.array(fc.nat(30), { maxLength: 3 }),
  doubt: fc.constantFrom('none', 'equal-body'),
  key: fc.option(fc.nat(5)),
  client: fc.constantFrom('one', 'other'),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

/** Each client is seen to hedge and to ask at once: what comes later tells nothing new of its ways. */
const preface = ['one', 'one', 'other', 'other'].map((client, index) => {
  const entry = { id: index + 1, client, connection: 1_000 + index, idempotencyKey: `hedged-${client}` };
  return entryOf({ at: index, took: 20, entry }, 1_000 + index, 1, inUse);
});
const prefaceMs = 30;

const ends = ({ at, tookMs }: RequestEntry) => at + tookMs;

/** Requests of which some follow failed ones that have ended, surely or perhaps, in order of their ends. */
function journalOf(all: readonly Told[]): RequestEntry[] {
  const made: RequestEntry[] = [];
  const attempts = new Map<number, number>();
  let at = prefaceMs;
  for (const [index, { gap, took, fails, after, doubt, key, client }] of all.entries()) {
    at += gap;
    const ended = made.filter((each) => each.played.error !== null && ends(each) <= someTime + at);
    const before = [...new Set(after.flatMap((back) => ended.at(-1 - back) ?? []))];
    const call = before[0]?.call ?? index + 1;
    const attempt = (attempts.get(call) ?? 0) + 1;
    attempts.set(call, attempt);
    const predecessors = before.map((each) => ({
      ...{ call: each.call, attempt: each.attempt, evidence: ['equal-body' as const] },
    }));
    const entry = {
      ...{ id: index + 5, client, connection: index, idempotencyKey: key === null ? null : `key-${key}` },
      ...(doubt === 'none' || before.length === 0 ? {} : { predecessors }),
    };
    const error = fails ? { error: 'no-healthy-upstream' } : {};
    made.push(entryOf({ at, took, ...error, entry }, call, attempt, inUse));
  }
  return [...preface, ...made.toSorted((one, other) => ends(one) - ends(other))];
}

const shown = (calls: readonly Call[]) =>
  calls
    .map(
      ({ id, attempts }) => `${id}: ${attempts.map(({ entry, result }) => entry.id + result.kind).join(' ')}`,
    )
    .toSorted();

test('calls that grow with a journal are those that the whole of it shows', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (all, looked) => {
      const entries = journalOf(all);
      const soFar = new CallsSoFar(inUse, 10 * minuteMs);
      for (const [index, entry] of entries.entries()) {
        soFar.add(entry);
        if (index % looked === 0) soFar.within(whole);
      }
      const anew = callsOf(entries, new Map(), () => inUse).groupings[0];
      expect(shown(soFar.within(whole))).toEqual(shown(anew));
    }),
  );
});

/** Failed requests, each of which may follow any of the few before it; the gateway counts two as one call. */
const alike = Array.from({ length: 1_000 }, (_, index) => {
  const back = [1, 2, 3].filter((each) => each <= index);
  const placeOf = (of: number) => ({ call: Math.floor(of / 2) + 1, attempt: (of % 2) + 1 });
  const predecessors = back.map((each) => ({
    ...placeOf(index - each),
    evidence: ['equal-body' as const],
  }));
  const { call, attempt } = placeOf(index);
  const entry = { id: index + 1, ...(index === 0 ? {} : { predecessors }) };
  return entryOf({ at: index * 100, took: 50, error: 'no-healthy-upstream', entry }, call, attempt, inUse);
});

test('where too many requests are in doubt together, calls are as the gateway counted them', () => {
  const soFar = new CallsSoFar(inUse, minuteMs);
  for (const entry of alike) soFar.add(entry);
  const calls = soFar.within(whole);
  expect(calls).toHaveLength(500);
  expect(calls.every(({ attempts }) => attempts.length === 2)).toBe(true);
});

test('a look makes anew only the calls to which a request was added', () => {
  const soFar = new CallsSoFar(inUse, minuteMs);
  for (const entry of alike) soFar.add(entry);
  const before = new Set(soFar.within(whole));
  soFar.add(entryOf({ at: 200_000, entry: { id: 2_000 } }, 900, 1, inUse));
  soFar.add(entryOf({ at: 200_100, entry: { id: 2_001 } }, 500, 3, inUse));
  expect(soFar.within(whole).filter((call) => !before.has(call))).toHaveLength(2);
});

test('spans choose calls by the arrival of their first attempts, and what is forgotten is gone', () => {
  const soFar = new CallsSoFar(inUse, minuteMs);
  for (const entry of alike) soFar.add(entry);
  const span = (from: number, to: number) => ({ from: someTime + from, to: someTime + to });
  expect(soFar.within([span(0, 1_000), span(1_200, 1_401)])).toHaveLength(5 + 2);
  expect(soFar.within([span(1, 200), span(300, 300)])).toHaveLength(0);
  soFar.forget(someTime + 50_000);
  expect(soFar.within([span(0, 50_000)])).toEqual([]);
  expect(soFar.within(whole)).toHaveLength(250);
});
