import type { OpeningEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const wrongKey: Omit<Told, 'at'> = { error: 'invalid-api-key' };
const upstream = { route: null, source: 'upstream' } as const;
const retried = ['error wrong retried-a-final-error'];
const blindly = ['error wrong retried-without-refresh'];
const withEntries = (error: string, ...entries: readonly Told['entry'][]) =>
  entries.map((entry = {}, index): Told => ({ at: index * 600, error, entry }));
/** A catalogue entry of DeepToken's, met twice. */
const deeptoken = (error: string, category: string, platform = 'deeptoken') => {
  const met = { error, headers: ['X-Gateway-Error-Category', category] };
  return { platform, did: { calls: [spaced(met, [510], met)] } };
};
const turnedAway = (faults: string, at = 0): Partial<OpeningEntry> => ({
  ...{ at, connection: at + 1 },
  rules: [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults: faults.split(' ') }],
});

export const rows: readonly Row[] = [
  {
    that: 'asks again after a 503 that says not to',
    did: { calls: [spaced({ error: 'no-healthy-upstream', headers: ['x-should-retry', 'false'] }, [510])] },
    ...{ outcome: 'fail', found: retried, because: /met 503 .*, x-should-retry: false/ },
  },
  {
    that: 'asks again after a 503 that says not to, where no scenario asks',
    did: { calls: [spaced({ error: 'no-healthy-upstream', headers: ['x-should-retry', 'false'] }, [510])] },
    ...{ by: 'always', outcome: 'inconclusive', found: ['advice wrong retried-a-final-error'] },
  },
  {
    that: 'asks again after a 401 that says to',
    did: { calls: [spaced({ ...wrongKey, headers: ['x-should-retry', 'true'] }, [510])] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'asks another upstream, where its key may be right',
    did: {
      calls: [
        ['primary', 'secondary'].map((name, turn) => ({
          ...{ at: turn * 10, ...wrongKey, entry: { upstream: name, chosenBy: 'client' } as const },
        })),
      ],
    },
    outcome: 'pass',
  },
  {
    that: 'sends no call again whose key is wrong',
    did: { calls: [[{ at: 0, ...wrongKey }], [{ at: 9, ...wrongKey }]] },
    ...{ outcome: 'pass', samples: 2, because: '2 permanent errors, none retried unchanged' },
  },
  {
    that: 'sends again what has a wrong key',
    did: { calls: [spaced(wrongKey, [510, 800], wrongKey)] },
    ...{ outcome: 'fail', samples: 3, found: ['error wrong retried-a-final-error 2x'] },
    because: 'attempt 2 sent again what had met 401 invalid-api-key (code invalid_api_key), 510ms later',
  },
  {
    that: 'sends it with another key',
    did: { calls: [withEntries('invalid-api-key', { key: null }, { key: 'sk-oa**********25xx' })] },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'asks another model where the one is unknown',
    did: { calls: [withEntries('model-not-found', {}, { model: 'a-peer' })] },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'makes a new idempotency key for each attempt of an equal request',
    did: { calls: [withEntries('invalid-api-key', { idempotencyKey: 'one' }, { idempotencyKey: 'two' })] },
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'sends the same idempotency key again',
    did: { calls: [withEntries('invalid-api-key', { idempotencyKey: 'one' }, { idempotencyKey: 'one' })] },
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'adds an idempotency key',
    did: { calls: [withEntries('invalid-api-key', {}, { idempotencyKey: 'one' })] },
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'drops an idempotency key',
    did: { calls: [withEntries('invalid-api-key', { idempotencyKey: 'one' }, {})] },
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'meets nothing that stays',
    did: { calls: [spaced({ error: 'bad-gateway' }, [1_000])] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'there was no occasion to see it' },
  },
  {
    that: 'retries what no document calls final',
    did: { calls: [spaced({ error: 'key-not-found' }, [510])] },
    by: 'always',
    ...{ outcome: 'inconclusive', found: ['advice wrong retried-a-final-error'] },
    because: 'every permanent error was retried, but no document forbids it',
  },
  {
    that: 'retries one of two errors that no document calls final',
    did: { calls: [spaced({ error: 'key-not-found' }, [510]), [{ at: 9, error: 'key-not-found' }]] },
    by: 'contract',
    ...{ outcome: 'inconclusive', found: ['advice wrong retried-a-final-error'] },
    because:
      'but no document of the platform says what to do then; a scenario that asks for it makes it count',
  },
  {
    that: 'retries a 4xx that no document of the platform calls final, where the scenario asks for it',
    did: { calls: [spaced({ error: 'key-not-found' }, [510])] },
    ...{ outcome: 'fail', found: retried, because: 'attempt 2 sent again what had met 404 key-not-found' },
  },
  {
    that: 'sends a 401 of the neutral platform three times, and gives up',
    did: { calls: [spaced({ status: 401, entry: upstream }, [510, 900], { status: 401, entry: upstream })] },
    ...{ platform: 'openai', outcome: 'fail', samples: 3, found: ['error wrong retried-a-final-error 2x'] },
  },
  {
    that: 'retries an unavailable model, which the scenario calls final by its status',
    ...{ params: { status: [503] }, did: { calls: [spaced({ error: 'no-healthy-upstream' }, [510])] } },
    ...{ outcome: 'fail', samples: 1, found: retried },
  },
  {
    that: 'retries an unavailable model, which the scenario calls final by its name',
    ...{
      params: { error: ['no-healthy-upstream'] },
      did: { calls: [spaced({ error: 'no-healthy-upstream' }, [510])] },
    },
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'retries something else than what the scenario calls final',
    params: { status: [503], error: ['internal-error'] },
    did: {
      calls: [spaced({ error: 'bad-gateway' }, [510]), spaced({ status: 500, entry: upstream }, [510])],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'retries what nobody knows but by its status, which the scenario calls final',
    ...{ params: { status: [418] }, did: { calls: [spaced({ status: 418, entry: upstream }, [510])] } },
    ...{ outcome: 'fail', found: retried, because: 'attempt 2 sent again what had met 418, 510ms later' },
  },
  {
    that: 'asks again after a conflict without looking what has changed',
    did: { calls: [spaced({ error: 'conflict' }, [510])] },
    ...{ outcome: 'fail', samples: 1, found: blindly },
    because: 'sent again what had met 409 conflict (code conflict), 510ms later, and nothing between',
  },
  {
    that: 'looks first what has changed',
    did: {
      calls: [spaced({ error: 'conflict' }, [510]), [{ at: 300, entry: { method: 'GET', route: 'models' } }]],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'looks the moment that the conflict is told, and sends the moment that it has looked',
    did: {
      calls: [
        [{ at: 0, took: 10, error: 'conflict' }, { at: 20 }],
        [{ at: 50, took: 0, error: 'conflict' }, { at: 60 }],
        [{ at: 10 }],
        [{ at: 60 }],
      ],
    },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'looks too early and too late',
    did: { calls: [[{ at: 0, took: 10, error: 'conflict' }, { at: 20 }], [{ at: 9 }], [{ at: 21 }]] },
    ...{ outcome: 'fail', found: blindly },
  },
  {
    that: 'asks again after a conflict that took no time, without looking',
    did: { calls: [[{ at: 0, took: 0, error: 'conflict' }, { at: 20 }]] },
    ...{ outcome: 'fail', found: blindly },
  },
  {
    that: 'sends something else after a conflict',
    did: { calls: [withEntries('conflict', {}, { model: 'a-peer' })] },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'asks again after a conflict where the documents say to try again',
    ...{ platform: 'openai', did: { calls: [spaced({ error: 'conflict' }, [510])] } },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'retries where its wallet is empty',
    ...deeptoken('org-wallet-empty', 'quota_error'),
    ...{ outcome: 'fail', found: retried },
    because: '402 org-wallet-empty (code org_wallet_empty, category quota_error)',
  },
  ...['missing-credential', 'model-not-allowed', 'ip-not-allowed', 'bad-request', 'invalid-value'].map(
    (error): Row => ({
      ...{ that: `retries ${error}, a user_error`, ...deeptoken(error, 'user_error') },
      ...{ outcome: 'fail', found: retried },
    }),
  ),
  {
    that: 'retries what its category alone calls final',
    ...deeptoken('upstream-error', 'upstream_error'),
    ...{ outcome: 'fail', found: retried },
  },
  {
    that: 'retries an upstream timeout of the English pages',
    ...deeptoken('upstream-timeout', 'upstream', 'deeptoken-en'),
    outcome: 'fail',
    found: retried,
  },
  {
    that: 'comes once where its handshake cannot succeed',
    ...{ did: { calls: [] }, openings: [turnedAway('tls-client-certificate')] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes twice where its handshake cannot succeed',
    did: { calls: [] },
    openings: [
      turnedAway('tls-slow tls-old-version'),
      turnedAway('tls-plaintext', 5),
      turnedAway('tls-stall', 6),
    ],
    ...{
      outcome: 'inconclusive',
      samples: 2,
      because: '2 connections failed, which may be one call or several',
    },
  },
  {
    that: 'comes twice where no cipher is shared, and meets an error as well',
    did: { calls: [[{ at: 0, ...wrongKey }]] },
    openings: [turnedAway('tls-no-shared-cipher'), turnedAway('tls-no-shared-cipher', 5)],
    because: '3 permanent errors',
    ...{ outcome: 'pass', samples: 3 },
  },
];

export const params = {
  takes: [{}, { status: [400, 599] }, { error: ['conflict'] }],
  refuses: [
    { status: [399] },
    { status: [600] },
    { status: 500 },
    { error: 'conflict' },
    { status: [400.5] },
  ],
};
