import { expect, onTestFinished, test, vi } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chat, requestsOf, startGateway } from '../helpers/gateway.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

// Kimi-K2.6 costs 0.6 and 2.5 USD for 1,000,000 tokens; "hello" is two of them, "four words as text" five.
const prompt = 2 * 600e-9;
const text = 'four words as text';
const known = { headers: { authorization: `Bearer ${validKey}` } };

test('the journal tells what an answer cost: whole, streamed, cut, an error, a list of models', async () => {
  const started = await gatewayOf({
    stub: { text },
    rules: [
      { when: { header: { 'x-do': 'cut' } }, faults: [{ 'stream-cut': { frames: 3 } }] },
      { when: { header: { 'x-do': 'reset' } }, faults: [{ 'stream-cut': { frames: 4, how: 'rst' } }] },
      { when: { header: { 'x-do': 'fail' } }, faults: [500] },
      { when: { header: { 'x-do': 'slow' } }, faults: [{ latency: '1ms' }] },
    ],
  });
  const asked = [
    {},
    { headers: { 'x-do': 'slow' } },
    { stream: true },
    { stream: true, headers: { 'x-do': 'cut' } },
    { stream: true, headers: { 'x-do': 'reset' } },
    { headers: { 'x-do': 'fail' } },
    { model: 'a-model-without-a-price' },
  ];
  for (const ask of asked)
    await chat(started.url, ask)
      .then((reply) => reply.text())
      .catch(() => 'reset');
  await (await fetch(`${started.url}/v1/models`, known)).text();
  const requests = await requestsOf(started, 8);
  const completion = 5 * 2_500e-9;
  const expected = [
    ...[prompt + completion, prompt + completion, prompt + completion],
    // The role, then a token with each event.
    ...[prompt + 2 * 2_500e-9, prompt + 3 * 2_500e-9, 0],
    // The model is none of the catalogue's, so it is refused.
    ...[0, 0],
  ];
  expect(requests.map(({ costUsd }) => costUsd)).toEqual(expected.map((usd) => expect.closeTo(usd, 12)));
  expect(requests[0]?.played.tokens).toEqual({ prompt: 2, completion: 5 });
  expect(requests[3]?.played.tokens).toEqual({ prompt: 2, completion: 2 });
});

test('a stream that its client leaves costs what was sent until then', async () => {
  const clock = fixedClock();
  const stub = { text, models: 'any', pace: { perToken: '1s' } };
  const started = await gatewayOf({ stub }, { clock });
  const leaves = new AbortController();
  const reply = await chat(started.url, { stream: true, model: 'another', signal: leaves.signal });
  await vi.waitFor(() => expect(clock.waiting()).toContain(1_000));
  clock.advance(1_000);
  await vi.waitFor(() => expect(clock.waiting()).toContain(1_000));
  leaves.abort();
  await expect(reply.text()).rejects.toThrow('aborted');
  const [left] = await requestsOf(started, 1);
  expect(left?.played.tokens).toEqual({ prompt: 2, completion: 2 });
  // 0.5 and 1.5 USD: the price of any other model.
  expect(left?.costUsd).toBeCloseTo(2 * 500e-9 + 2 * 1_500e-9, 12);
});

test('what a real upstream answers has a cost where a limit counts its tokens', async () => {
  const upstream = await httpUpstream((_, res) => {
    const usage = { prompt_tokens: 7, completion_tokens: 70, total_tokens: 77 };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ usage }));
  });
  onTestFinished(() => upstream.close());
  const rateLimits = [{ id: 'tokens', rate: '100000 tokens per day' }];
  const costs = [];
  for (const counted of [{ rateLimits }, {}]) {
    const scenario = JSON.stringify({ upstream: upstream.url, ...counted });
    const started = await startGateway({ scenario });
    onTestFinished(() => started.close());
    await (await chat(started.url)).text();
    costs.push((await requestsOf(started, 1))[0]?.costUsd);
  }
  expect(costs).toEqual([expect.closeTo(7 * 600e-9 + 70 * 2_500e-9, 12), undefined]);
});
