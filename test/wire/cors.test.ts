import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs, systemChromium } from '../helpers/system.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const test = needs('chromium');

/** The preflight of a page is not answered for every path, and says no more than it must. */
function withCors(req: IncomingMessage, res: ServerResponse): void {
  req.resume();
  res.setHeader('access-control-allow-origin', req.headers.origin ?? 'none');
  res.setHeader('access-control-expose-headers', 'retry-after');
  res.setHeader('access-control-allow-headers', 'authorization, content-type');
  if (req.method === 'OPTIONS') res.writeHead(204).end();
  else res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
}

let browser: Browser;
let site: Listening;
let upstream: Listening;
let silent: Listening;
const gateways: StartedGateway[] = [];

beforeAll(async () => {
  site = await httpUpstream((_, res) => void res.end('<!doctype html><title>A page</title>'));
  upstream = await httpUpstream(withCors);
  silent = await httpUpstream((_, res) => void res.end('{}'));
  browser = await chromium.launch({ executablePath: systemChromium, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  for (const each of [...gateways, site, upstream, silent]) await each.close();
});

async function gatewayOf(scenario: string): Promise<StartedGateway> {
  const started = await startGateway({ scenario: `platform: openai\nseed: 1\n${scenario}` });
  gateways.push(started);
  return started;
}

async function onSite(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(site.url);
  return page;
}

interface Seen {
  readonly status: number | null;
  readonly retryAfter: string | null;
}

/** What a page sees of as many requests, one after the other; `null`: its browser shows it nothing. */
async function seenBy(page: Page, { url }: StartedGateway, times: number): Promise<Seen[]> {
  const ask = async ({ to, count }: { to: string; count: number }) => {
    const seen: Seen[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const headers = { authorization: 'Bearer sk-0123456789abcdef0123', 'content-type': 'application/json' };
      const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] });
      await fetch(`${to}/v1/chat/completions`, { method: 'POST', headers, body }).then(
        (answer) => seen.push({ status: answer.status, retryAfter: answer.headers.get('retry-after') }),
        () => seen.push({ status: null, retryAfter: null }),
      );
    }
    return seen;
  };
  return page.evaluate(ask, { to: url, count: times });
}

const statuses = (seen: readonly Seen[]) => seen.map(({ status }) => status);
const limitedOnce = 'rules: [{ sequence: [{ error: { status: 429, retryAfter: 0s } }, ok] }]';

test.each([
  ['the stub', () => ''],
  ['a real upstream', () => `upstream: ${upstream.url}\n`],
  ['a real upstream that says nothing, with cors: allow', () => `upstream: ${silent.url}\ncors: allow\n`],
])('in front of %s a page meets the fault that is meant for it, and comes through', async (_, of) => {
  const started = await gatewayOf(`${of()}${limitedOnce}\nexpect: [recovers]`);
  const page = await onSite();
  expect(await seenBy(page, started, 2)).toEqual([
    { status: 429, retryAfter: '0' },
    { status: 200, retryAfter: null },
  ]);
  const requests = await requestsOf(started, 3);
  const told = requests.map(({ method, call, attempt }) => [method, call, attempt]);
  expect(told.filter(([method]) => method === 'POST')).toEqual([
    ['POST', 1, 1],
    ['POST', 1, 2],
  ]);
  for (const [method, ...place] of told) if (method === 'OPTIONS') expect(place).toEqual([0, 0]);
  const verdicts = await fetch(`${started.gateway.controlUrl}/verdicts`);
  const { scenarios } = (await verdicts.json()) as { scenarios: { outcome: string; calls: unknown[] }[] };
  expect(scenarios.map(({ outcome, calls }) => [outcome, calls.length])).toEqual([['pass', 1]]);
});

test('a rule that asks for OPTIONS meets preflights and nothing else', async () => {
  const started = await gatewayOf('rules: [{ id: p, when: { method: OPTIONS }, times: 1, faults: [503] }]');
  expect(statuses(await seenBy(await onSite(), started, 2))).toEqual([null, 200]);
  const [refused] = await requestsOf(started, 3);
  expect([refused?.method, refused?.played.status, refused?.rules.map(({ rule }) => rule)]).toEqual([
    ...['OPTIONS', 503, ['p']],
  ]);
});

test.each([
  ['cors: none', () => 'cors: none\n'],
  ['a real upstream that says nothing', () => `upstream: ${silent.url}\n`],
])('with %s a page is shown nothing, and its preflight spends nothing', async (_, of) => {
  const started = await gatewayOf(`${of()}rules: [{ id: r, faults: [429] }]`);
  expect(statuses(await seenBy(await onSite(), started, 1))).toEqual([null]);
  const [preflight, ...others] = await requestsOf(started, 1);
  expect([preflight?.method, preflight?.rules, others.length]).toEqual(['OPTIONS', [], 0]);
});

test('limits and keys do not ask a preflight, and do not count it', async () => {
  const limit = 'rateLimits: [{ id: two, rate: 2 requests per hour, algorithm: fixed-window }]';
  const started = await gatewayOf(limit);
  const page = await onSite();
  expect(statuses(await seenBy(page, started, 3))).toEqual([200, 200, 429]);
});

test('without an origin an answer has no field more', async () => {
  const { url } = await gatewayOf('');
  const headers = { authorization: 'Bearer sk-0123456789abcdef0123' };
  const plain = await fetch(`${url}/v1/models`, { headers });
  expect([...plain.headers.keys()].filter((name) => /^access-control|^vary/.test(name))).toEqual([]);
});
