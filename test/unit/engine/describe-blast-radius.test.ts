import { expect, test } from 'vitest';
import { describeBlastRadius } from '../../../src/engine/describe-blast-radius.ts';
import { readBlastRadius } from '../../../src/scenario/compile-blast-radius.ts';

test.each([
  ['{ share: 0.07 }', 'at most 7 % of what rules would hit'],
  ['{ share: "0.25 %", active: 5 }', 'at most 0.25 % of what rules would hit and 5 at once'],
  [
    '{ active: 5, total: 100, within: { max: 10, per: 1m } }',
    'at most 5 at once, 100 in all and 10 in any 1m',
  ],
  ['{ only: { label: [a, "b*"] } }', 'only where label is a or b*'],
  [
    '{ only: { label: a, key: sk-planted-secret, model: m, header: { x-key: hunter22 } }, total: 1 }',
    'only where label is a and key is as given and model is m and header x-key is as given, at most 1 in all',
  ],
])('%s is told as: %s', (text, said) => {
  expect(describeBlastRadius(readBlastRadius(text, 'body'), ['x-key'])).toBe(said);
});

test('a mistake in a text has its place in it', () => {
  expect(() => readBlastRadius('{ share: 2 }', 'body')).toThrow('body:1:10: expected a share from 0 to 1');
});
