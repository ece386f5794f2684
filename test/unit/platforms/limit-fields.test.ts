import { expect, test } from 'vitest';
import { findPlatform } from '../../../src/platforms/find.ts';
import { putInUse } from '../../../src/platforms/in-use.ts';
import { limitHeaders } from '../../../src/platforms/limit-fields.ts';
import { someTime } from '../../helpers/facts.ts';

const inUse = putInUse(await findPlatform('openai'));
const { headers } = inUse.platform;

/** The value of a field of that form. */
function told(field: keyof typeof headers.limits, resetMs: number): string | undefined {
  const platform = { ...inUse.platform, headers: { ...headers, limits: { x: field as '$limit:tokens' } } };
  const levels = { requests: { limit: 60, remaining: 7, resetMs } };
  return limitHeaders({ ...inUse, platform }, levels, someTime)[1];
}

test.each([
  ['$limit:requests', 0, '60'],
  ['$remaining:requests', 0, '7'],
  ['$reset:requests:duration', 0, '0s'],
  ['$reset:requests:duration', 17, '17ms'],
  ['$reset:requests:duration', 8_640, '8.64s'],
  ['$reset:requests:duration', 360_000, '6m0s'],
  ['$reset:requests:duration', 86_399_001, '23h59m59.001s'],
  ['$reset:requests:seconds', 1_001, '2'],
  ['$reset:requests:epoch', 1_001, '1772366402'],
  ['$reset:requests:date', 1_001, '2026-03-01T12:00:02.000Z'],
  ['$limit:tokens', 0, undefined],
])('%s after %d ms is %s', (field, resetMs, value) => {
  expect(told(field, resetMs)).toBe(value);
});
