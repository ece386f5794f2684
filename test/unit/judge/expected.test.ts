import { expect, test } from 'vitest';
import { expectedOf } from '../../../src/judge/expected.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUseOf = { deeptoken: platformInUse('deeptoken'), 'token-factory': platformInUse() };

function named(
  expect: Scenario['expect'],
  command: 'drill' | 'serve',
  platform: keyof typeof inUseOf = 'deeptoken',
): string[] {
  return expectedOf({ expect, inUse: inUseOf[platform] }, command).map(
    ({ expectation, params, by }) => `${expectation.name} ${JSON.stringify(params)} ${by}`,
  );
}

const exit = 'exit 0 always';
const tls = 'verifies-tls {} always';
const asked = [{ expectation: 'has-read-timeout', params: { within: 5 } }];

test('a scenario without expect expects what the contract says, and what always holds', () => {
  expect(named(null, 'drill')).toEqual([
    'retries {} contract',
    'backs-off {} contract',
    'does-not-retry {} contract',
    'honours-retry-after {} contract',
    tls,
    exit,
  ]);
});

test('a contract that says it is not repeated', () => {
  const all = named(null, 'drill', 'token-factory');
  expect(all.filter((each) => each.startsWith('verifies-tls'))).toEqual(['verifies-tls {} contract']);
  expect(all.at(-1)).toBe(exit);
});

test('what a scenario names takes the place of the contract', () => {
  expect(named(asked, 'drill')).toEqual(['has-read-timeout {"within":5} asked', tls, exit]);
  expect(named([], 'drill')).toEqual([tls, exit]);
});

test('another exit, or verified certificates, can be asked for', () => {
  expect(named([{ expectation: 'exit', params: 'any' }], 'drill')).toEqual(['exit "any" asked', tls]);
  expect(named([{ expectation: 'verifies-tls', params: {} }], 'drill')).toEqual([
    'verifies-tls {} asked',
    exit,
  ]);
});

test('a gateway that serves sees no command end', () => {
  expect(named([...asked, { expectation: 'exit', params: 1 }], 'serve')).toEqual([
    'has-read-timeout {"within":5} asked',
    tls,
  ]);
});

test('what is not on the shelf is left out', () => {
  expect(named([{ expectation: 'sings', params: {} }], 'serve')).toEqual([tls]);
});
