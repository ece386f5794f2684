import { expect, test } from 'vitest';
import { expectedOf, expectedOnly } from '../../../src/judge/expected.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUseOf = { deeptoken: platformInUse('deeptoken'), 'token-factory': platformInUse() };

function named(
  expect: Scenario['expect'],
  command: 'drill' | 'serve',
  platform: keyof typeof inUseOf = 'deeptoken',
  excused: readonly string[] = [],
): string[] {
  return expectedOf({ expect, excused, inUse: inUseOf[platform] }, command).map(
    ({ expectation, params, by }) => `${expectation.name} ${JSON.stringify(params)} ${by}`,
  );
}

const exit = 'exit 0 always';
const stops = 'gives-up {} always';
const final = 'does-not-retry {} always';
const waits = 'honours-retry-after {} always';
const tls = 'verifies-tls {} always';
const keys = 'keys-in-headers-only {} always';
const asked = [{ expectation: 'has-read-timeout', params: { within: 5 } }];

test('a scenario without expect expects what the contract says, and what always holds', () => {
  expect(named(null, 'drill')).toEqual([
    'retries {} contract',
    'backs-off {} contract',
    'does-not-retry {} contract',
    'honours-retry-after {} contract',
    'ignores-message-text {} contract',
    stops,
    tls,
    keys,
    exit,
  ]);
});

test('a contract that says it is not repeated', () => {
  const all = named(null, 'drill', 'token-factory');
  for (const name of ['verifies-tls', 'does-not-retry', 'keys-in-headers-only'])
    expect(all.filter((each) => each.startsWith(name))).toEqual([`${name} {} contract`]);
  expect(all.at(-1)).toBe(exit);
});

test('several sentences on one expectation are judged once', () => {
  const all = named(null, 'drill', 'token-factory').map((each) => each.split(' ')[0]);
  expect(all).toEqual([...new Set(all)]);
});

test('what a scenario names takes the place of the contract, and not of what always holds', () => {
  const always = [stops, final, waits, tls, keys, exit];
  expect(named(asked, 'drill')).toEqual(['has-read-timeout {"within":5} asked', ...always]);
  expect(named([], 'drill')).toEqual(always);
});

test('what a scenario excuses is not judged, whether it always holds or by the contract', () => {
  expect(named(asked, 'drill', 'deeptoken', ['gives-up', 'verifies-tls'])).toEqual([
    'has-read-timeout {"within":5} asked',
    ...[final, waits, keys, exit],
  ]);
  expect(named(null, 'serve', 'deeptoken', ['retries', 'gives-up', 'ignores-message-text'])).toEqual([
    'backs-off {} contract',
    'does-not-retry {} contract',
    'honours-retry-after {} contract',
    ...[tls, keys],
  ]);
});

test('another exit, or verified certificates, can be asked for', () => {
  expect(named([{ expectation: 'exit', params: 'any' }], 'drill')).toEqual([
    'exit "any" asked',
    ...[stops, final, waits, tls, keys],
  ]);
  expect(named([{ expectation: 'verifies-tls', params: {} }], 'drill')).toEqual([
    'verifies-tls {} asked',
    ...[stops, final, waits, keys, exit],
  ]);
});

test('a gateway that serves sees no command end', () => {
  expect(named([...asked, { expectation: 'exit', params: 1 }], 'serve')).toEqual([
    'has-read-timeout {"within":5} asked',
    ...[stops, final, waits, tls, keys],
  ]);
});

test('what is not on the shelf is left out', () => {
  expect(named([{ expectation: 'sings', params: {} }], 'serve')).toEqual([
    ...[stops, final, waits, tls, keys],
  ]);
});

test('a scenario without expect is asked for what is named, one with it only for what it names', () => {
  const only = (expect: Scenario['expect'], names: readonly string[], excused: readonly string[] = []) =>
    expectedOnly({ expect, excused, inUse: inUseOf.deeptoken }, names).map(
      ({ expectation, by, open }) => `${expectation.name} ${by} ${open ?? 'shown'}`,
    );
  expect(only(null, ['jitters', 'retries'])).toEqual(['jitters asked shown', 'retries contract shown']);
  expect(only(null, ['gives-up', 'exit'])).toEqual(['gives-up asked shown', 'exit always shown']);
  expect(only(null, ['jitters', 'none'], ['jitters'])).toEqual([]);
  expect(only(asked, ['jitters', 'gives-up'])).toEqual(['gives-up always hidden']);
});
