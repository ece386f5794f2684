import type { Broken } from './broken.ts';

const limit = (fields: string) => `rateLimits:\n  - { id: a, ${fields} }`;
const sixty = 'rate: 60 requests per minute';

/** Rate limits that could not be counted, or not refuse. */
export const brokenRateLimits: readonly Broken[] = [
  ['rate limits that are no list', 'rateLimits: { id: a }', '1:13', 'expected a list, got a mapping'],
  ['a rate limit without a name', `rateLimits:\n  - { ${sixty} }`, '2:5', 'missing "id"'],
  ['a rate limit without a rate', limit('by: key'), '2:5', 'needs "rate" or "concurrent"'],
  ['a rate limit with both', limit(`${sixty}, concurrent: 4`), '2:5', 'and only one of them'],
  ['a rate that is a number', limit('rate: 60'), '2:20', 'such as 60 requests per minute'],
  ['a rate of nothing', limit('rate: 0 requests per minute'), '2:20', 'such as 60 requests per minute'],
  ['a rate in no known span', limit('rate: 60 requests per week'), '2:20', 'such as 60 requests per minute'],
  ['a rate that is huge', limit('rate: 200000000 tokens per day'), '2:20', 'expected at most 100000000'],
  ['no answers at a time', limit('concurrent: 0'), '2:26', 'expected a whole number from 1'],
  ['a limit by nothing known', limit(`${sixty}, by: user`), '2:48', 'expected key, model, client, address'],
  [
    'an algorithm with a typo',
    limit(`${sixty}, algorithm: fixed-windw`),
    '2:55',
    'did you mean "fixed-window"?',
  ],
  [
    'an algorithm for answers',
    limit('concurrent: 4, algorithm: fixed-window'),
    '2:29',
    '"algorithm" says nothing about answers',
  ],
  ['tokens of requests', limit(`${sixty}, maxTokens: 5`), '2:44', '"maxTokens" says nothing about requests'],
  ['accounting of requests', limit(`${sixty}, accounting: after`), '2:44', 'says nothing about requests'],
  ['a refusal with a typo', limit(`${sixty}, error: rate-limitd`), '2:51', 'did you mean "rate-limited"?'],
  ['a refusal that the platform lacks', limit(`${sixty}, error: 418`), '2:51', 'unknown error status'],
  ['a limit on an unknown route', limit(`${sixty}, when: { route: chatt }`), '2:59', 'did you mean "chat"?'],
  ['a limit with a typo', limit(`${sixty}, enforced: true`), '2:44', 'did you mean "enforce"?'],
  [
    'a rule and a limit of one name',
    `${limit(sixty)}\nrules: [{ id: a, faults: [500] }]`,
    '2:11',
    'an id names one rule or one limit',
  ],
];
