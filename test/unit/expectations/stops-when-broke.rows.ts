import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const empty: Omit<Told, 'at'> = { error: 'org-wallet-empty' };
const platform = 'deeptoken';
const retried = 'error wrong retried-when-broke';
const wentOn = 'advice wrong went-on-when-broke';
const tooMany = 'error wrong went-on-when-broke';
/** Calls of one request each, on one connection. */
const inTurn = (...told: readonly Told[]) =>
  told.map((each): Told[] => [{ ...each, entry: { connection: 1, ...each.entry } }]);
const withKey = (key: string) => ({ entry: { key } });

export const rows: readonly Row[] = [
  {
    that: 'stops at the first error that needs money',
    ...{ platform, did: { calls: [[{ at: 0 }], [{ at: 500, ...empty }]] } },
    ...{ outcome: 'pass', samples: 1, because: '1 time only money helped, and no request came after that' },
  },
  {
    that: 'sends it again, three times',
    ...{ platform, did: { calls: [spaced(empty, [300, 600, 1_200], empty)] } },
    ...{ outcome: 'fail', samples: 1, found: [`${retried} 3x`] },
    because: 'attempt 2 of a call came 300ms after 402 org-wallet-empty: nothing but money helps',
    evidence: [[101, 102, 102, 103, 103, 104]],
  },
  {
    that: 'asks another model, and then for less',
    platform,
    did: {
      calls: [
        [
          { at: 0, ...empty },
          { at: 10, ...empty, entry: { model: 'a-peer' } },
          { at: 20, ...empty, entry: { model: 'a-peer', changed: ['content'] } },
        ],
      ],
    },
    ...{ outcome: 'fail', found: [`${retried} 2x`] },
  },
  {
    that: 'sends it with another key',
    platform,
    did: {
      calls: [
        [
          { at: 0, ...empty, ...withKey('dtk_a****1') },
          { at: 9, ...empty, ...withKey('dtk_b****2') },
        ],
      ],
    },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'is answered when it comes again, since there is money again',
    ...{ platform, did: { calls: [spaced(empty, [300])] } },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'meets another error than that when it comes again',
    ...{
      platform,
      did: {
        calls: [
          [
            { at: 0, ...empty },
            { at: 9, error: 'platform-error' },
          ],
        ],
      },
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'lists the models, which costs nothing',
    platform,
    did: {
      calls: [
        [{ at: 0, ...empty }],
        [{ at: 2_000, entry: { method: 'GET', route: 'models' } }],
        [{ at: 3_000, ...empty }],
      ],
    },
    ...{ outcome: 'pass', found: [wentOn] },
  },
  {
    that: 'goes on with new calls, one after the other',
    ...{ platform, did: { calls: inTurn({ at: 0, ...empty }, { at: 5, ...empty }, { at: 10, ...empty }) } },
    ...{ outcome: 'pass', samples: 1, found: [`${wentOn} 2x`] },
    because: '1 time only money helped, and 2 requests came after that in vain; another call began 4ms after',
  },
  {
    that: 'goes on with more new calls than the scenario allows',
    params: { newCalls: 1 },
    ...{ platform, did: { calls: inTurn({ at: 0, ...empty }, { at: 5, ...empty }, { at: 10, ...empty }) } },
    ...{ outcome: 'fail', found: [tooMany], because: '2 calls began, 1 allowed', evidence: [[301]] },
  },
  {
    that: 'goes on with as many as the scenario allows',
    params: { newCalls: 1 },
    ...{ platform, did: { calls: inTurn({ at: 0, ...empty }, { at: 5, ...empty }) } },
    ...{ outcome: 'pass', found: [wentOn] },
  },
  {
    that: 'has workers that have not heard of it, within a second',
    params: { newCalls: 0 },
    ...{
      platform,
      did: { calls: [[{ at: 0, ...empty }], [{ at: 0, ...empty }], [{ at: 1_001, ...empty }]] },
    },
    ...{ outcome: 'pass', samples: 1, found: [] },
  },
  {
    that: 'has workers that go on after that',
    params: { newCalls: 0 },
    ...{
      platform,
      did: { calls: [[{ at: 0, ...empty }], [{ at: 0, ...empty }], [{ at: 1_002, ...empty }]] },
    },
    ...{ outcome: 'fail', found: [tooMany], evidence: [[301]] },
  },
  {
    that: 'goes on once there is money, until there is none again',
    params: { newCalls: 0 },
    platform,
    did: { calls: inTurn({ at: 0, ...empty }, { at: 2_000 }, { at: 4_000, ...empty }) },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'goes on once its wallet was topped up, also if that is soon used up',
    params: { newCalls: 0 },
    platform,
    did: {
      toppedUp: [2_000],
      calls: inTurn({ at: 0, ...empty }, { at: 2_500, ...empty }),
    },
    ...{ outcome: 'pass', samples: 2, found: [] },
  },
  {
    that: 'sends it again in the same call after a top-up',
    platform,
    did: { toppedUp: [200], calls: [spaced(empty, [300], empty)] },
    ...{ outcome: 'pass', samples: 2, found: [] },
  },
  {
    that: 'goes on before its wallet is topped up, and after that is used up',
    params: { newCalls: 0 },
    platform,
    did: {
      toppedUp: [2_000],
      calls: inTurn(
        { at: 0, ...empty },
        { at: 1_500, ...empty },
        { at: 2_500, ...empty },
        { at: 4_000, ...empty },
      ),
    },
    ...{ outcome: 'fail', samples: 2, found: [`${tooMany} 2x`] },
  },
  {
    that: 'waits for the window of its budget, which is no empty wallet',
    ...{ platform, did: { calls: [spaced({ error: 'budget-limit-exceeded' }, [60_000])] } },
    ...{ outcome: 'inconclusive', samples: 0, because: 'there was no occasion to see it' },
  },
  {
    that: 'waits for a quota that refills by itself',
    ...{ platform: 'token-factory', did: { calls: [spaced({ error: 'quota-exceeded' }, [60_000])] } },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'sends again what needs money on the English pages, too',
    ...{
      platform: 'deeptoken-en',
      did: { calls: [spaced({ error: 'wallet-empty' }, [300], { error: 'wallet-empty' })] },
    },
    ...{ outcome: 'fail', found: [retried] },
  },
  {
    that: 'sends again a 402 that needs money, which no document says',
    ...{ platform: 'openai', by: 'contract' },
    did: { calls: [spaced({ error: 'payment-required' }, [300], { error: 'payment-required' })] },
    ...{ outcome: 'inconclusive', found: ['advice wrong retried-when-broke'], because: 'by error:' },
  },
  {
    that: 'sends again a 402 that needs money, where the scenario asks for the expectation',
    platform: 'openai',
    did: { calls: [spaced({ error: 'payment-required' }, [300], { error: 'payment-required' })] },
    ...{ outcome: 'fail', found: [retried] },
  },
  {
    that: 'sends again a 429 that needs money, as the scenario says',
    ...{ platform: 'openai', params: { error: ['insufficient-quota'] } },
    did: { calls: [spaced({ error: 'insufficient-quota' }, [300], { error: 'insufficient-quota' })] },
    ...{ outcome: 'fail', found: [retried] },
  },
  {
    that: 'sends again what the scenario alone says to need money',
    params: { error: ['quota-exceeded'] },
    ...{
      platform: 'token-factory',
      did: { calls: [spaced({ error: 'quota-exceeded' }, [9], { error: 'quota-exceeded' })] },
    },
    ...{ outcome: 'fail', found: [retried] },
  },
];

export const params = {
  takes: [{}, { newCalls: 0 }, { error: ['insufficient-quota'] }],
  refuses: [{ newCalls: -1 }, { newCalls: 1.5 }, { error: 'insufficient-quota' }],
};

export const notAskedFor =
  'a request that is sent again is found by does-not-retry, which is always judged; how many new calls ' +
  'may still begin is for the author of a scenario to say, since no document does';
