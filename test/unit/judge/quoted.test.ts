import { expect, test } from 'vitest';
import { quoted } from '../../../src/judge/quoted.ts';
import { platformInUse } from '../../helpers/platform.ts';

const { platform } = platformInUse('token-factory');
const { contract } = platform;
const says = (expectation: string, met: string) => quoted(platform, expectation)(met)?.says;

test.each([
  ['does-not-retry', 'forbidden', 'mend-the-key'],
  ['does-not-retry', 'conflict', 'look-before-a-409-is-retried'],
  ['does-not-retry', 'validation-failed', 'mend-the-request'],
  ['retries', 'bad-gateway', 'retry-a-500-and-a-502'],
  ['retries', '503', 'retry-a-503'],
  ['honours-retry-after', 'upstream-timeout', 'wait-as-stated-by-a-408'],
])('%s after %s quotes the sentence on its status', (expectation, met, id) => {
  expect(says(expectation, met)).toBe(contract[id]?.says);
});

test('what no sentence names by its status is measured by the first one', () => {
  expect(says('retries', 'broken before-head')).toBe(contract['retry-a-429']?.says);
  expect(says('jitters', 'own waits')).toBe(contract['vary-the-wait']?.says);
});

test('a sentence on anything goes before one on another status', () => {
  const [first, second] = [contract['retry-a-429'], contract['retry-a-503']];
  if (first === undefined || second === undefined) throw new Error('no such sentence');
  const general = { ...platform, contract: { first, second: { ...second, statuses: [] } } };
  expect(quoted(general, 'retries')('hung')?.says).toBe(second.says);
});

test('no words without a document', () => {
  expect(quoted(platform, 'has-read-timeout')('hung')).toBeNull();
  const assumed = Object.fromEntries(
    Object.entries(contract).map(([id, sentence]) => [id, { ...sentence, documented: null }]),
  );
  expect(quoted({ ...platform, contract: assumed }, 'retries')('bad-gateway')).toBeNull();
});
