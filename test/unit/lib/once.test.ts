import { expect, test } from 'vitest';
import { once } from '../../../src/lib/once.ts';

test('something is worked out once for each object', () => {
  const asked: object[] = [];
  const count = once((subject: { readonly list: readonly number[] }) => {
    asked.push(subject);
    return subject.list.length;
  });
  const [one, other] = [{ list: [1, 2] }, { list: [] }];
  expect([count(one), count(other), count(one), count(other)]).toEqual([2, 0, 2, 0]);
  expect(asked).toEqual([one, other]);
});
