import { expect, test } from 'vitest';
import { findPlatform } from '../../../src/platforms/find.ts';
import { putInUse } from '../../../src/platforms/in-use.ts';
import { limitHeaders, tellsLimits } from '../../../src/platforms/limit-fields.ts';
import { type LimitLie, withLimitLie } from '../../../src/platforms/limit-lies.ts';
import { someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

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

/** The fields that a platform of these forms sends, as the lie leaves them. */
function lied(lie: LimitLie, form: 'duration' | 'epoch', levels = limits): Record<string, string> {
  const limitFields = {
    'X-Limit': '$limit:requests',
    'X-Left': '$remaining:requests',
    'X-Reset': `$reset:requests:${form}`,
    'X-Limit-Tokens': '$limit:tokens',
    'X-Left-Tokens': '$remaining:tokens',
  } as const;
  const own = { ...inUse, platform: { ...inUse.platform, headers: { ...headers, limits: limitFields } } };
  const raw = ['Retry-After', '5', ...limitHeaders(own, levels, someTime)];
  const told = withLimitLie(raw, own, lie, someTime);
  return Object.fromEntries(
    Array.from({ length: told.length / 2 }, (_, index) => [told[2 * index], told[2 * index + 1]]),
  );
}

const limits = {
  requests: { limit: 120, remaining: 119, resetMs: 500 },
  tokens: { limit: 20_000, remaining: 19_496, resetMs: 1_512 },
};
const truth = {
  'Retry-After': '5',
  'X-Limit': '120',
  'X-Left': '119',
  'X-Reset': '500ms',
  'X-Limit-Tokens': '20000',
  'X-Left-Tokens': '19496',
};

test('each lie changes what it says it does, and Retry-After stays', () => {
  expect(lied('absent', 'duration')).toEqual({ 'Retry-After': '5' });
  expect(lied('minus-one', 'duration')).toEqual({
    ...{ 'Retry-After': '5', 'X-Reset': '0s', 'X-Limit': '-1', 'X-Left': '-1' },
    ...{ 'X-Limit-Tokens': '-1', 'X-Left-Tokens': '-1' },
  });
  const whole = { 'X-Left': '120', 'X-Left-Tokens': '20000' };
  expect(lied('stale', 'duration')).toEqual({ ...truth, ...whole, 'X-Reset': '0s' });
  expect(lied('stale', 'epoch')).toEqual({ ...truth, ...whole, 'X-Reset': String(someTime / 1_000) });
  expect(lied('thousands', 'duration')).toEqual({ ...truth, 'X-Left-Tokens': '19000' });
  expect(lied('ten-second-share', 'duration')).toEqual({ ...truth, 'X-Left': '19' });
});

test('what is no number stays, and so does what remains of a limit that is not told', () => {
  const raw = ['x-ratelimit-remaining-requests', 'many', 'x-ratelimit-remaining-tokens', '1499'];
  const told = (lie: LimitLie) => withLimitLie(raw, inUse, lie, someTime);
  expect([told('ten-second-share'), told('stale')]).toEqual([raw, raw]);
  expect(told('thousands').at(-1)).toBe('1000');
});

test.each(['token-factory', 'deeptoken', 'deeptoken-en'])('%s tells nothing but where it is set', (name) => {
  const telling = platformInUse(name, { 'rate-limit-headers': 'on' });
  expect([tellsLimits(platformInUse(name)), tellsLimits(telling)]).toEqual([false, true]);
  const told = limitHeaders(telling, limits, someTime);
  expect(told).toEqual(limitHeaders(inUse, limits, someTime));
  expect(told).toHaveLength(12);
});
