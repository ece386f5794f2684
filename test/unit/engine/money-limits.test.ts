import { expect, test } from 'vitest';
import { compose } from '../../../src/answer/framing/compose.ts';
import type { Decision } from '../../../src/model/decision.ts';
import { describeOutcome } from '../../../src/model/describe-outcome.ts';
import type { Answer, Step } from '../../../src/model/step.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { engineOf } from '../../helpers/engine.ts';
import { collect, end, frame, head } from '../../helpers/steps.ts';

type Decided = Decision<AsyncIterable<Step>>;

/** Kimi-K2.6: 600 nano-USD for a token of the prompt, 2500 for one of the answer. */
async function limited(yaml: string) {
  const clock = fixedClock();
  const { engine, decide } = await engineOf(yaml, clock);
  const messages = [{ role: 'user', content: 'four' }];
  const body = { model: 'Omniva/Kimi-K2.6', messages, max_tokens: 10 };
  return { clock, limits: engine.limits, decide: () => decide({ body }) };
}

const usage = { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 };
const answer: Answer = [head('application/json'), frame(JSON.stringify({ usage })), end];
/** What it costs: 600 + 3 × 2500. */
const cost = 8_100;

async function settled({ faults, onEnd }: Decided): Promise<void> {
  await collect(compose(() => answer, faults, null));
  onEnd?.();
}

const said = ({ rules }: Decided) =>
  rules.map((each) => `${each.rule} ${each.outcome}: ${describeOutcome(each)}`);
const usd = (nano: number) => `${nano / 1e9} USD`;
const error = 'error: rate-limited';

test('with reserve the price of prompt and maximum is taken, and what was not used given back', async () => {
  const { decide } = await limited(
    `budgets: [{ id: b, budget: 0.00006 USD per 1d, accounting: reserve, ${error} }]`,
  );
  // 600 + 10 × 2500 are reserved for each.
  const [first, second, third] = [decide(), decide(), decide()];
  expect(said(first)).toEqual([
    `b skipped: 0.00006 USD per 1d; ${usd(25_600)} reserved, ${usd(34_400)} left`,
  ]);
  expect([second, third].map(({ rules }) => rules[0]?.outcome)).toEqual(['skipped', 'fired']);
  await settled(first);
  await settled(second);
  expect(said(decide())).toEqual([
    `b skipped: 0.00006 USD per 1d; ${usd(25_600)} reserved, ${usd(60_000 - 2 * cost - 25_600)} left`,
  ]);
});

test('charged after, answers at the same time overdraw; the wait is that of the whole window', async () => {
  const { clock, decide } = await limited(`budgets: [{ id: b, budget: 0.00001 USD per 1h, ${error} }]`);
  const underWay = [decide(), decide(), decide()];
  for (const each of underWay) await settled(each);
  expect(said(decide())).toEqual(['b fired: 0.00001 USD per 1h: no room for 1h; 0 USD left']);
  clock.advance(3_600_000 - 1);
  expect(said(decide())).toEqual(['b fired: 0.00001 USD per 1h: no room for 1ms; 0 USD left']);
  clock.advance(1);
  expect(decide().rules[0]?.outcome).toBe('skipped');
});

test('limits of all kinds are taken together: where one refuses, none is used', async () => {
  const { decide, limits } = await limited(`
rateLimits: [{ id: rate, rate: 9 requests per day }]
quotas: [{ id: quota, quota: 9 requests per month }]
wallets: [{ id: wallet, balance: 0.000001 USD, ${error} }]
inFlightBudgets: [{ id: flight, inFlight: 1 USD, ${error} }]`);
  await settled(decide());
  const refused = decide();
  expect(said(refused)).toEqual([
    'rate skipped: 9 requests per day; wallet refused, so nothing is taken; 8 left',
    'quota skipped: 9 requests per month, from 00:00 UTC; wallet refused, so nothing is taken; 8 left',
    'wallet fired: a balance of 0.000001 USD: nothing left until it is topped up; 0 USD left',
    'flight skipped: 1 USD in answers under way; wallet refused, so nothing is taken; ' +
      `${usd(25_600)} reserved, 1 USD left`,
  ]);
  const redactor = createRedactor([]);
  expect(await limits?.topUp('wallet', null, 0.0001, redactor)).toMatchObject({ changed: 1, under: '' });
  expect(decide().rules.map(({ outcome }) => outcome)).toEqual(Array(4).fill('skipped'));
});

test('a wallet is read, set and topped up in USD, and nothing else is topped up', async () => {
  const { decide, limits } = await limited(`
wallets: [{ id: wallet, balance: 0.01 USD, ${error} }]
quotas: [{ id: quota, quota: 9 requests per day }]`);
  const redactor = createRedactor([]);
  const left = async () => (await limits?.levels(9, redactor))?.[1]?.keys[0]?.remaining;
  expect(await left()).toBe(0.01);
  await settled(decide());
  expect(await left()).toBe((10_000_000 - cost) / 1e9);
  await limits?.set('wallet', null, 25.5, redactor);
  expect(await left()).toBe(25.5);
  await limits?.topUp('wallet', null, 4.5, redactor);
  expect(await left()).toBe(30);
  expect(await limits?.topUp('quota', null, 1, redactor)).toEqual({ why: 'fills-by-itself' });
  await limits?.topUp('wallet', null, 0.000000001, redactor);
  expect(await left()).toBe(30.000000001);
  const unset = await limits?.set('quota', null, 1.5, redactor);
  expect(unset).toEqual({ why: 'no-whole-number', remaining: 1.5, unit: 'requests' });
  expect(await limits?.topUp('walet', null, 1, redactor)).toMatchObject({ why: 'unknown-limit' });
});

test.each(['budgets: [{ budget: 0.000001 USD per 1d,', 'wallets: [{ balance: 0.000001 USD,'])(
  '%s enforce: false refuses nothing, and the journal tells what it would refuse',
  async (list) => {
    const { decide } = await limited(`${list} id: shadow, enforce: false, ${error} }]`);
    await settled(decide());
    const second = decide();
    expect(second.rules[0]).toMatchObject({ outcome: 'skipped', faults: [] });
    expect(said(second)[0]).toMatch(
      /(no room for 1d|nothing left until it is topped up); it is not enforced$/,
    );
  },
);
