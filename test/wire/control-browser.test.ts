import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs, systemChromium } from '../helpers/system.ts';

const test = needs('chromium');
const token = 'a-token-of-this-test';

let started: StartedGateway;
let browser: Browser;
let site: Server;

beforeAll(async () => {
  started = await startGateway({ controlToken: token });
  site = createServer((_req, res) => void res.setHeader('content-type', 'text/html').end('<p>another site'));
  await once(site.listen(0, '127.0.0.1'), 'listening');
  browser = await chromium.launch({ executablePath: systemChromium, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  site.close();
  await started.close();
});

test('a page of another site can neither read nor steer, not even with the token', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const ask = (path: string, init: object) =>
    page.evaluate(
      async ([url, options]) => {
        const told = (answer: { readonly type: string; readonly status: number }) =>
          `${answer.type} ${answer.status}`;
        return fetch(url as string, options as object).then(told, (error: unknown) => String(error));
      },
      [started.gateway.controlUrl + path, init] as const,
    );
  const headers = { authorization: `Bearer ${token}` };
  expect(await ask('/rules', { headers })).toBe('TypeError: Failed to fetch');
  expect(await ask('/faults/stop', { method: 'POST' })).toBe('TypeError: Failed to fetch');
  // A request that needs no permission is sent, and refused: it changes nothing and shows nothing.
  expect(await ask('/faults/stop', { method: 'POST', mode: 'no-cors' })).toBe('opaque 0');
  expect(started.gateway.steering.faults()).toBe('injecting');
});
