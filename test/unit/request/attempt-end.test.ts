import { expect, test } from 'vitest';
import { attemptEnd } from '../../../src/request/attempt-end.ts';

const played = { status: 200, headAt: 500, ending: 'complete' } as const;

test.each([
  ['an answer', played, 'answered', 1_000, undefined],
  ['an error, known by its head', { ...played, status: 400 }, 'failed', 500, undefined],
  ['an error that SDKs retry', { ...played, status: 503 }, 'failed', 500, 875],
  [
    'one that says when',
    { ...played, status: 429, headers: ['X-A', 'retry-after', 'Retry-After', '5'] },
    'failed',
    500,
    5_500,
  ],
  [
    'one that asks for more than SDKs wait',
    { ...played, status: 429, headers: ['retry-after', '61'] },
    'failed',
    500,
    875,
  ],
  ['one that names a date', { ...played, status: 408, headers: ['retry-after', 'Sun'] }, 'failed', 500, 875],
  [
    'an error inside of a success, which SDKs do not see',
    { ...played, errorInside: { where: 'body', code: null, status: 503 } },
    'failed',
    1_000,
    undefined,
  ],
  [
    'one that says to retry',
    { ...played, status: 400, headers: ['x-should-retry', 'true'] },
    'failed',
    500,
    875,
  ],
  [
    'one that says not to',
    { ...played, status: 503, headers: ['X-Should-Retry', 'false'] },
    'failed',
    500,
    undefined,
  ],
  ['the last status that is no error', { ...played, status: 399 }, 'answered', 1_000, undefined],
  ['an answer that broke', { ...played, ending: 'severed' }, 'failed', 1_000, 1_375],
  ['one that looked whole', { ...played, ending: 'damaged' }, 'failed', 1_000, 1_375],
  ['no head', { status: null, headAt: null, ending: 'severed' }, 'failed', 1_000, 1_375],
  [
    'a client that left, which may have connected anew already',
    { ...played, ending: 'client-left' },
    'failed',
    900,
    1_275,
  ],
] as const)('%s', (_, given, outcome, knownAt, retriedFrom) => {
  expect(attemptEnd(given, 1_000)).toMatchObject({ outcome, knownAt });
  expect(attemptEnd(given, 1_000).retriedFrom).toBe(retriedFrom);
});

test('the end of the wait that an answer asks for, up to the longest that SDKs follow', () => {
  const asked = (seconds: string) =>
    attemptEnd({ ...played, status: 429, headers: ['retry-after', seconds] }, 1_000).askedUntil;
  expect([asked('5'), asked('60'), asked('61'), asked('0')]).toEqual([5_500, 60_500, undefined, undefined]);
});
