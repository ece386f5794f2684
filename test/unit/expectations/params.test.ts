import { expect, test } from 'vitest';
import { findExpectation } from '../../../src/expectations/index.ts';

const bounds: Readonly<Record<string, readonly [good: readonly unknown[], bad: readonly unknown[]]>> = {
  'backs-off': [
    [{}, { first: '1s', factor: 1, jitter: 0, cap: '30s' }, { jitter: 1 }],
    [{ factor: 0.99 }, { jitter: -0.01 }, { jitter: 1.01 }, { first: 5 }, { cap: 'long' }, { times: 3 }],
  ],
  'does-not-retry': [
    [{}, { status: [400, 599] }, { error: ['conflict'] }],
    [{ status: [399] }, { status: [600] }, { status: 500 }, { error: 'conflict' }, { status: [400.5] }],
  ],
  'falls-back': [
    [{}, { after: 1 }],
    [{ after: 0 }, { after: 1.5 }],
  ],
  'gives-up': [
    [{}, { attempts: 1 }, { within: '2m' }],
    [{ attempts: 0 }, { attempts: 2.5 }, { within: 2 }],
  ],
};

test.each(Object.entries(bounds))('%s takes what makes sense, and nothing else', (name, [good, bad]) => {
  const params = findExpectation(name)?.params;
  expect(good.filter((given) => params?.safeParse(given).success !== true)).toEqual([]);
  expect(bad.filter((given) => params?.safeParse(given).success !== false)).toEqual([]);
});
