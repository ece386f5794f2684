import { expect } from 'vitest';
import { type CurlReply, curlAll, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const withCurl = needs('curl');

/** Chats with curl, one after the other. */
function chats({ url }: StartedGateway, count: number, model = 'gpt-4o'): Promise<CurlReply[]> {
  const headers = { authorization: `Bearer ${validKey}` };
  const request = { url: `${url}/v1/chat/completions`, headers, body: chatBody({ model }) };
  return curlAll(Array.from({ length: count }, () => request));
}

/** The fields of limits without their common beginning. */
function limitsIn({ headers }: CurlReply): Record<string, string> {
  const told = headers.filter(([name]) => name.startsWith('x-ratelimit-'));
  return Object.fromEntries(told.map(([name, value]) => [name.slice('x-ratelimit-'.length), value]));
}

const rateLimits = [
  { id: 'requests', rate: '120 requests per minute' },
  { id: 'tokens', rate: '20000 tokens per minute', maxTokens: 100 },
];

withCurl('header-lies: the truth, then each of the five lies', async () => {
  const started = await startGateway({ scenario: 'header-lies', clock: fixedClock() });
  const [truth = {}, absent, minus = {}, stale = {}, thousands = {}, share = {}] = (
    await chats(started, 6)
  ).map(limitsIn);
  await started.close();
  expect(truth).toMatchObject({
    ...{ 'limit-requests': '60', 'remaining-requests': '59', 'reset-requests': '1s' },
    ...{ 'limit-tokens': '200000' },
  });
  expect(Number(truth['remaining-tokens'])).toBeLessThan(200_000 - 4_096);
  expect(absent).toEqual({});
  expect(minus).toEqual({
    ...{ 'limit-requests': '-1', 'remaining-requests': '-1', 'reset-requests': '0s' },
    ...{ 'limit-tokens': '-1', 'remaining-tokens': '-1', 'reset-tokens': '0s' },
  });
  expect(stale).toEqual({
    ...{ 'limit-requests': '60', 'remaining-requests': '60', 'reset-requests': '0s' },
    ...{ 'limit-tokens': '200000', 'remaining-tokens': '200000', 'reset-tokens': '0s' },
  });
  expect(thousands).toMatchObject({ 'remaining-requests': '55', 'remaining-tokens': '196000' });
  expect(share).toMatchObject({ 'limit-requests': '60', 'remaining-requests': '9' });
});

withCurl('a refusal lies too, but not in Retry-After', async () => {
  const started = await gatewayOf(
    {
      platform: 'openai',
      rateLimits: [{ id: 'one', rate: '1 request per minute' }],
      rules: [{ id: 'lies', faults: [{ 'rate-limit-headers': 'stale' }] }],
    },
    { clock: fixedClock() },
  );
  const [, refused] = await chats(started, 2);
  expect(refused).toBeDefined();
  if (refused === undefined) return;
  expect([refused.status, fieldOf(refused, 'retry-after'), limitsIn(refused)]).toEqual([
    429,
    '60',
    { 'limit-requests': '1', 'remaining-requests': '1', 'reset-requests': '0s' },
  ]);
  const [, { rules = [] } = {}] = await requestsOf(started, 2);
  expect(rules.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(['one fired', 'lies fired']);
});

withCurl.each(['token-factory', 'deeptoken'])('%s tells what remains where it is set', async (name) => {
  const limits = async (setting: 'on' | 'off') => {
    const platform = { name, settings: { 'rate-limit-headers': setting } };
    const started = await gatewayOf({ platform, rateLimits }, { clock: fixedClock() });
    const model = name === 'token-factory' ? 'Omniva/Kimi-K2.6' : 'gpt-4o';
    const [reply] = await chats(started, 1, model);
    return reply === undefined ? null : limitsIn(reply);
  };
  expect(await limits('off')).toEqual({});
  // 102 tokens of 20,000 a minute are free again after 306 ms.
  expect(await limits('on')).toEqual({
    ...{ 'limit-requests': '120', 'remaining-requests': '119', 'reset-requests': '500ms' },
    ...{ 'limit-tokens': '20000', 'remaining-tokens': '19898', 'reset-tokens': '306ms' },
  });
});

withCurl('what a real upstream tells of its limits lies as well', async () => {
  const upstream = await httpUpstream((_, res) => {
    res.setHeader('X-RateLimit-Remaining-Requests', '119').setHeader('X-RateLimit-Limit-Requests', '120');
    res.end('{}');
  });
  const rules = [{ id: 'lies', faults: [{ 'rate-limit-headers': 'ten-second-share' }] }];
  const started = await gatewayOf({ upstream: upstream.url, rules });
  const [reply] = await chats(started, 1);
  await upstream.close();
  const told = (name: string) => (reply === undefined ? undefined : fieldOf(reply, name));
  expect([told('x-ratelimit-remaining-requests'), told('x-ratelimit-limit-requests')]).toEqual(['19', '120']);
});
