import { expect, test } from 'vitest';
import { requestLine } from '../../../src/gateway/request-line.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf, type Told } from '../../helpers/timeline.ts';

const lineOf = (told: Told) => requestLine(entryOf(told, 3, 2, platformInUse()));

test.each<[string, Told, RegExp]>([
  ['an answer', { at: 0, took: 12 }, /^200 POST \/v1\/\S+ {2}\S+ {2}\S+ 3#2 {2}12ms$/],
  [
    'a fault',
    { at: 0, error: 'rate-limited', retryAfter: 5, faults: ['error'] },
    / {2}Retry-After: 5 {2}by \S+$/,
  ],
  ['a client that left', { at: 0, status: null, ending: 'client-left' }, /^--- POST .* {2}client-left$/],
  ['an upstream of several', { at: 0, entry: { upstream: 'primary' } }, / {2}at primary {2}/],
  ['a label', { at: 0, entry: { label: 'one' } }, /\.one 3#2/],
  [
    'an upstream that failed',
    { at: 0, status: 502, entry: { upstreamFailure: { when: 'before-head', code: 'ECONNREFUSED' } } },
    / {2}upstream failed before-head: ECONNREFUSED$/,
  ],
])('%s', (_, told, line) => {
  expect(lineOf(told)).toMatch(line);
});
