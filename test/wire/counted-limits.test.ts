import { expect, onTestFinished, test, vi } from 'vitest';
import { describeOutcome } from '../../src/model/describe-outcome.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { hosted } from '../helpers/command.ts';
import { type Chat, chat, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';

const [minute, hour] = [60_000, 3_600_000];

interface Seen {
  readonly status: number;
  readonly code: string | null;
  readonly message: string | null;
  /** Seconds that the answer asks to wait. */
  readonly wait: string | null;
  readonly category: string | null;
  /** The limit that refused. */
  readonly by: string | null;
  readonly date: number;
}

/** Requests that name a model are for DeepToken. */
async function ask(url: string, request: Chat = {}): Promise<Seen> {
  const key = request.model === undefined ? {} : { key: 'dtk_any' };
  const reply = await chat(url, { ...key, ...request });
  const { error } = (await reply.json()) as { error?: { code: string; message: string } };
  const { status, headers } = reply;
  return {
    ...{ status, code: error?.code ?? null, message: error?.message ?? null },
    ...{ wait: headers.get('retry-after'), category: headers.get('x-gateway-error-category') },
    ...{ by: headers.get('x-badgateway-fault'), date: Date.parse(headers.get('date') ?? '') },
  };
}

async function times(count: number, url: string, request: Chat = {}): Promise<string[]> {
  const seen: string[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const { status, code } = await ask(url, request);
    seen.push(code === null ? String(status) : `${status} ${code}`);
  }
  return seen;
}

async function shipped(scenario: string) {
  const clock = fixedClock();
  const started = await startGateway({ scenario, clock });
  onTestFinished(() => started.close());
  return { clock, url: started.url, started };
}

const said = async (started: StartedGateway, count: number) =>
  (await requestsOf(started, count)).flatMap(({ rules }) =>
    rules.map((each) => `${each.rule} ${each.outcome}: ${describeOutcome(each)}`),
  );

test('"either a per-minute rate limit or your workspace quota": one status, two causes', async () => {
  const clock = fixedClock();
  const { url } = await gatewayOf(
    {
      rateLimits: [
        { id: 'each-minute', rate: '3 requests per minute', algorithm: 'fixed-window', by: 'key' },
      ],
      quotas: [{ id: 'workspace-quota', quota: '5 requests per day', resetsAt: '18:00' }],
    },
    { clock },
  );
  expect(await times(3, url)).toEqual(['200', '200', '200']);
  const limited = await ask(url);
  expect(limited).toMatchObject({ status: 429, code: 'rate_limited', wait: '60', by: 'each-minute' });
  clock.advance(minute);
  expect(await times(2, url)).toEqual(['200', '200']);
  // Of the workspace: another key has a minute of its own, but the same day.
  const used = await ask(url, { key: 'sk-oais-another' });
  expect(used).toMatchObject({ status: 429, code: 'rate_limited', by: 'workspace-quota' });
  expect(used.message).not.toBe(limited.message);
  // The clock began at 12:00, and the day of the quota ends at 18:00.
  expect(used.wait).toBe(String(6 * 3_600 - 60));
  expect(new Date(used.date + Number(used.wait) * 1_000).toISOString()).toContain('T18:00:00');
  clock.advance(6 * hour - minute - 1);
  expect(await times(1, url)).toEqual(['429 rate_limited']);
  clock.advance(1);
  expect(await times(1, url)).toEqual(['200']);
});

test('"shift load to a smaller, cheaper model": it passes where the large one is at its limit', async () => {
  const { url } = await gatewayOf(
    { rateLimits: [{ id: 'of-a-model', rate: '2 requests per minute', by: 'model' }] },
    { clock: fixedClock() },
  );
  const large = { key: 'sk-oais-any', model: 'Omniva/Kimi-K2.6' };
  expect(await times(3, url, large)).toEqual(['200', '200', '429 rate_limited']);
  expect(await times(2, url, { ...large, model: 'MiniMaxAI/MiniMax-M2.5' })).toEqual(['200', '200']);
  expect(await times(1, url, large)).toEqual(['429 rate_limited']);
});

test('"request a quota increase": once more is granted, as much more passes', async () => {
  const { gateway, url } = await gatewayOf(
    { quotas: [{ id: 'workspace-quota', quota: '2 requests per month' }] },
    { clock: fixedClock() },
  );
  expect(await times(3, url)).toEqual(['200', '200', '429 rate_limited']);
  const workspace = { scenario: null, label: null };
  const granted = { limit: 'workspace-quota', key: null, remaining: 1 };
  expect(await gateway.steering.setLimit(workspace, granted)).toBe(1);
  expect(await times(2, url)).toEqual(['200', '429 rate_limited']);
});

test('workspace-quota-at-noon: it is open again at noon and not a millisecond earlier', async () => {
  const { clock, url } = await shipped('workspace-quota-at-noon');
  clock.advance(90 * minute);
  expect(await times(3, url)).toEqual(['200', '200', '200']);
  const refused = await ask(url, { key: 'sk-oais-another' });
  expect(refused).toMatchObject({ status: 429, wait: String(22.5 * 3_600) });
  clock.advance(22.5 * hour - 1);
  expect((await ask(url)).wait).toBe('1');
  clock.advance(1);
  expect(await times(4, url)).toEqual(['200', '200', '200', '429 rate_limited']);
});

test('budget-rolls: "rolling per-key USD ceiling breached", until the window has passed', async () => {
  const { clock, url, started } = await shipped('budget-rolls');
  const request = { model: 'gpt-4o-mini' };
  expect(await times(1, url, request)).toEqual(['200']);
  clock.advance(hour);
  expect(await times(2, url, request)).toEqual(['200', '200']);
  const refused = await ask(url, request);
  expect(refused).toMatchObject({
    ...{ status: 403, code: 'budget_limit_exceeded', category: 'quota_error', by: 'key-budget' },
    wait: String(4 * 3_600),
  });
  expect(await times(1, url, { ...request, key: 'dtk_another' })).toEqual(['200']);
  clock.advance(4 * hour - 1);
  expect(await times(1, url, request)).toEqual(['403 budget_limit_exceeded']);
  clock.advance(1);
  // What the first answer cost is free again, so that one more passes.
  expect(await times(2, url, request)).toEqual(['200', '403 budget_limit_exceeded']);
  const requests = await requestsOf(started, 8);
  expect(requests[3]?.costUsd).toBe(0);
  expect(requests[0]?.costUsd).toBeCloseTo(0.0001 - 0.0000655, 12);
  expect(requests[1]?.rules[0]?.limit?.remaining).toBe(65_500);
});

test('wallet-drains: "strict-mode org wallet has zero balance", and no wait is told', async () => {
  const { clock, url } = await shipped('wallet-drains');
  expect(await times(3, url, { model: 'gpt-4o-mini' })).toEqual(['200', '200', '200']);
  for (const key of ['dtk_any', 'dtk_another']) {
    const refused = await ask(url, { model: 'gpt-4o-mini', key });
    expect(refused).toMatchObject({
      ...{ status: 402, code: 'org_wallet_empty', category: 'quota_error', wait: null, by: 'org-wallet' },
    });
    clock.advance(30 * 24 * hour);
  }
});

test('wallet-drains: a top-up by ctl ends the 402, as the levels and the journal say', async () => {
  const token = 'a-token-of-this-test';
  const started = await startGateway({ scenario: 'wallet-drains', controlToken: token });
  onTestFinished(() => started.close());
  const { url, gateway } = started;
  const address = ['--control-url', gateway.controlUrl, '--control-token', token];
  const ctl = async (...words: readonly string[]) => (await hosted(['ctl', ...words, ...address])).out;
  const request = { model: 'gpt-4o-mini' };
  expect(await times(4, url, request)).toEqual(['200', '200', '200', '402 org_wallet_empty']);
  expect(await ctl('limits')).toMatch(/░{20} {2}0 of 0\.0001 USD left.+ empty until it is topped up$/m);
  expect(await ctl('top-up', 'org-wallet', '--usd', '0.25')).toMatch(/^usd +0\.25$/m);
  expect(await times(1, url, request)).toEqual(['200']);
  // More than it held at first.
  expect(await ctl('limits')).toMatch(/█{20} {2}0\.24\d+ of 0\.0001 USD left/m);
  expect(await ctl('set-limit', 'org-wallet', '--remaining', '0.0000001')).toMatch(/^keys +1$/m);
  expect(await ctl('limits')).toContain('0.0000001 of 0.0001 USD left');
  expect(await times(2, url, request)).toEqual(['200', '402 org_wallet_empty']);
  const notices = gateway.journal.entries().filter(({ kind }) => kind === 'notice');
  expect(notices.map((entry) => 'says' in entry && entry.says)).toEqual([
    'limit org-wallet: topped up by 0.25 USD',
    'limit org-wallet: 0.0000001 left, as it was set',
  ]);
  expect(notices.map((entry) => 'notice' in entry && entry.notice)).toEqual(['topped-up', 'topped-up']);
});

test('the English pages: 429 budget_exceeded and 402 wallet_empty', async () => {
  const { url } = await gatewayOf(
    {
      platform: 'deeptoken-en',
      budgets: [{ id: 'budget', budget: '0.000001 USD per 1d', when: { model: 'gpt-4o' } }],
      wallets: [{ id: 'wallet', balance: '0.000001 USD', when: { model: 'gpt-4o-mini' } }],
    },
    { clock: fixedClock() },
  );
  for (const [model, answer] of [
    ['gpt-4o', { status: 429, code: 'budget_exceeded', category: 'quota', wait: '86400' }],
    ['gpt-4o-mini', { status: 402, code: 'wallet_empty', category: 'quota', wait: null }],
  ] as const) {
    expect((await ask(url, { model })).status).toBe(200);
    expect(await ask(url, { model })).toMatchObject(answer);
  }
});

test('a wallet that is not strict: the personal wallet pays on, and the journal says so', async () => {
  const started = await gatewayOf(
    { platform: 'deeptoken', wallets: [{ id: 'org', balance: '0.00001 USD', strict: false }] },
    { clock: fixedClock() },
  );
  expect(await times(2, started.url, { model: 'gpt-4o' })).toEqual(['200', '200']);
  expect(await said(started, 2)).toEqual([
    'org skipped: a balance of 0.00001 USD; 0.00001 USD left',
    'org skipped: a balance of 0.00001 USD: nothing left until it is topped up; ' +
      'it is not strict, so the personal wallet pays',
  ]);
});

test('a 402 that may be sent again beside one that never may', async () => {
  const clock = fixedClock();
  const started = await gatewayOf(
    {
      platform: 'openai',
      stub: { pace: { firstToken: '5s' } },
      // 4096 tokens are reserved for each: 0.0410 USD of gpt-4o.
      inFlightBudgets: [{ id: 'in-flight', inFlight: '0.05 USD', when: { model: 'gpt-4o' } }],
      wallets: [
        {
          ...{ id: 'wallet', balance: '0.000001 USD', accounting: 'reserve', error: 'payment-required' },
          when: { model: 'gpt-4o-mini' },
        },
      ],
    },
    { clock },
  );
  const first = ask(started.url, { model: 'gpt-4o' });
  await vi.waitFor(() => expect(clock.waiting()).toContain(5_000));
  expect(await ask(started.url, { model: 'gpt-4o' })).toMatchObject({
    ...{ status: 402, code: 'in_flight_budget_exhausted', wait: '2' },
  });
  expect(await ask(started.url, { model: 'gpt-4o-mini' })).toMatchObject({
    ...{ status: 402, code: 'payment_required', wait: null },
  });
  clock.advance(5_000);
  expect((await first).status).toBe(200);
  const next = ask(started.url, { model: 'gpt-4o' });
  await vi.waitFor(() => expect(clock.waiting()).toContain(5_000));
  clock.advance(5_000);
  expect((await next).status).toBe(200);
});

test('an hour by ctl ends a budget error and not a wallet error; Date moves with it', async () => {
  const token = 'a-token-of-this-test';
  const model = { budget: 'gpt-4o', wallet: 'gpt-4o-mini' };
  const started = await startGateway({
    ...{ clock: 'manual', controlToken: token },
    scenario: JSON.stringify({
      platform: 'deeptoken',
      budgets: [{ id: 'budget', budget: '0.000001 USD per 1h', by: 'key', when: { model: model.budget } }],
      wallets: [{ id: 'wallet', balance: '0.000001 USD', when: { model: model.wallet } }],
    }),
  });
  onTestFinished(() => started.close());
  const { url, gateway } = started;
  const budget = () => ask(url, { model: model.budget });
  const wallet = () => ask(url, { model: model.wallet });
  expect([(await budget()).status, (await wallet()).status]).toEqual([200, 200]);
  const refused = await budget();
  expect([refused.status, (await wallet()).status]).toEqual([403, 402]);
  const opensAt = refused.date + Number(refused.wait) * 1_000;
  const address = ['--control-url', gateway.controlUrl, '--control-token', token];
  expect((await hosted(['ctl', 'advance', '1h', ...address])).code).toBe(0);
  const passed = await budget();
  expect([passed.status, (await wallet()).status]).toEqual([200, 402]);
  // Date has whole seconds.
  expect(passed.date).toBeGreaterThanOrEqual(opensAt - 1_000);
});
