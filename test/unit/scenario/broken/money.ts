import type { Broken } from './broken.ts';

const one = (list: string, fields: string) => `platform: deeptoken\n${list}:\n  - { id: a, ${fields} }`;

/** Quotas, budgets and wallets that could not be counted, or not refuse. */
export const brokenMoney: readonly Broken[] = [
  ['a quota without one', one('quotas', 'by: key'), '3:5', 'missing "quota"'],
  ['a quota of an hour', one('quotas', 'quota: 5 requests per hour'), '3:21', 'per day or 5000000 tokens'],
  [
    'a quota with a bad time',
    one('quotas', 'quota: 5 tokens per 30d, resetsAt: 9:00'),
    '3:49',
    'such as "12:00"',
  ],
  [
    'accounting of a quota of requests',
    one('quotas', 'quota: 5 requests per day, accounting: after'),
    '3:41',
    'says nothing about requests',
  ],
  ['a budget without a window', one('budgets', 'budget: 5 USD'), '3:22', 'such as 2.50 USD per 5h'],
  ['a budget of nothing', one('budgets', 'budget: 0 USD per 1d'), '3:22', 'such as 2.50 USD per 5h'],
  ['a wallet in another currency', one('wallets', 'balance: 5 EUR'), '3:23', 'such as 10 USD'],
  ['a wallet that is a number', one('wallets', 'balance: 5'), '3:23', 'such as 10 USD'],
  ['a wallet with a typo', one('wallets', 'balance: 5 USD, strickt: true'), '3:30', 'did you mean "strict"?'],
  [
    'a refusal that the platform lacks',
    one('inFlightBudgets', 'inFlight: 5 USD'),
    '3:5',
    'has no error of its own for this in-flight budget',
  ],
  [
    'a wallet where there is no such error',
    'wallets:\n  - { id: a, balance: 5 USD }',
    '2:5',
    'no error of its own for this wallet; name one with "error"',
  ],
  [
    'two limits of one name',
    `${one('wallets', 'balance: 5 USD')}\nquotas: [{ id: a, quota: 5 requests per day }]`,
    '3:11',
    'an id names one rule or one limit',
  ],
];
