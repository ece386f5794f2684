import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import { isSamePlace, namedUpstream, placeOf } from '../../../src/timeline/place.ts';
import { foundIn, verdictOnRow } from '../../helpers/expectation-rows.ts';

const by = (chosenBy: 'client' | 'weight', upstream: string, model = 'one') =>
  ({ upstream, chosenBy, model }) as const;

test.each([
  ['another model', by('client', 'primary', 'other'), 'another'],
  ['another upstream', by('client', 'secondary'), 'another'],
  ['the same of both', by('client', 'primary'), 'same'],
  ['an upstream that the gateway chose', by('weight', 'primary'), 'another'],
  ['no upstream', { model: 'one' }, 'another'],
])('%s', (_, asking, expected) => {
  const first = by('client', 'primary');
  expect(isSamePlace(first, asking)).toBe(expected === 'same');
  expect(placeOf(first) === placeOf(asking)).toBe(expected === 'same');
});

test('what the gateway chose was not named', () => {
  expect(namedUpstream(by('weight', 'primary'))).toBeNull();
  expect(isSamePlace(by('weight', 'primary'), by('weight', 'secondary'))).toBe(true);
});

/** Attempts of one call, each of which fails in a millisecond. */
function backoffOf(...attempts: readonly (readonly [at: number, entry: Partial<RequestEntry>])[]) {
  const calls = [attempts.map(([at, entry]) => ({ at, error: 'bad-gateway', entry }))];
  const verdict = verdictOnRow('backs-off', { that: '', did: { calls }, outcome: 'pass' });
  return [verdict.outcome, verdict.samples, foundIn(verdict)];
}

test('another upstream may be asked at once, and the first one again after a wait', () => {
  const [primary, secondary] = [by('client', 'primary'), by('client', 'secondary')];
  expect(backoffOf([0, primary], [10, secondary], [1_000, primary])).toEqual(['pass', 1, []]);
});

test('two upstreams in turn without a wait are each asked too soon', () => {
  const [primary, secondary] = [by('client', 'primary'), by('client', 'secondary')];
  const found = ['error wrong waited-too-little 2x'];
  expect(backoffOf([0, primary], [10, secondary], [20, primary], [30, secondary])).toEqual([
    'fail',
    2,
    found,
  ]);
});

test('a URL behind which the gateway takes another upstream is the same place', () => {
  const [one, other] = [by('weight', 'primary'), by('weight', 'secondary')];
  expect(backoffOf([0, one], [10, other])).toEqual(['fail', 1, ['error wrong waited-too-little']]);
});
