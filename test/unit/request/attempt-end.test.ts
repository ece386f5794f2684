import { expect, test } from 'vitest';
import { attemptEnd } from '../../../src/request/attempt-end.ts';

const played = { status: 200, headAt: 500, ending: 'complete' } as const;

test.each([
  ['an answer', played, 'answered', 1_000],
  ['an error, known by its head', { ...played, status: 400 }, 'failed', 500],
  ['the last status that is no error', { ...played, status: 399 }, 'answered', 1_000],
  ['an answer that broke', { ...played, ending: 'severed' }, 'failed', 1_000],
  ['one that looked whole', { ...played, ending: 'damaged' }, 'failed', 1_000],
  ['no head', { status: null, headAt: null, ending: 'severed' }, 'failed', 1_000],
  [
    'a client that left, which may have connected anew already',
    { ...played, ending: 'client-left' },
    'failed',
    900,
  ],
] as const)('%s', (_, given, outcome, knownAt) => {
  expect(attemptEnd(given, 1_000)).toEqual({ outcome, knownAt });
});
