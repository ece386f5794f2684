import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chat, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs, systemChromium } from '../helpers/system.ts';

const test = needs('chromium');
const token = 'a-token-of-this-test';

/** A browser on a busy machine is slow; nothing here is about how quick it is. */
const patient = { timeout: 120_000 };

/** The screenshots stay where somebody says so, to be looked at. */
const { SCREENSHOTS: kept } = process.env;

const scenario = `
scenario: Limited, and sometimes silent
platform: token-factory
rateLimits:
  - { id: hundred, rate: 100 requests per hour, by: [key] }
rules:
  - { id: limited, when: { route: chat, attempt: 1..20 }, faults: [{ error: { status: 429 } }] }
  - { id: silent, when: { route: models }, faults: [{ hang: { at: before-head, for: 1h } }] }
`;

let started: StartedGateway;
let browser: Browser;
/** Pages that go on moving would slow the next test. */
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  if (kept !== undefined) mkdirSync(kept, { recursive: true });
  started = await startGateway({ scenario, controlToken: token });
  browser = await chromium.launch({ executablePath: systemChromium, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  await started.close();
});
beforeEach(async () => {
  const { steering } = started.gateway;
  await steering.releaseFaults('the next test');
  await steering.reset('all', { scenario: null, label: null });
});

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

interface Opened {
  readonly page: Page;
  /** Complaints of the console and the page, and the hosts that were asked. */
  readonly heard: string[];
  readonly hosts: Set<string>;
}

async function open(options: BrowserContextOptions = {}, fragment = `#token=${token}`): Promise<Opened> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  const heard: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).host);
  });
  await page.goto(`${started.gateway.controlUrl}/${fragment}`);
  return { page, heard, hosts };
}

async function violations(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

/** A client that asks again and again, at once. */
async function storm(label: string, attempts: number): Promise<readonly number[]> {
  const headers = { 'x-badgateway-call': `storm-${label}` };
  const statuses: number[] = [];
  for (let sent = 0; sent < attempts; sent += 1) {
    const answer = await chat(`${started.url}/@inline.${label}`, { headers });
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  return statuses;
}

/** Hangs until it is aborted. */
function hanging(label: string): () => void {
  const leaving = new AbortController();
  const headers = { authorization: 'Bearer sk-oais-0123456789abcdef' };
  fetch(`${started.url}/@inline.${label}/v1/models`, { headers, signal: leaving.signal }).catch(() => {});
  return () => leaving.abort();
}

const lines = (page: Page) => page.locator('.lines [role=row]');
const has = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor();

test(
  'a storm is watched, a rule switched, every fault stopped, attempts filtered and opened',
  patient,
  async () => {
    const { page, heard, hosts } = await open();
    await page.getByText('live', { exact: true }).waitFor();
    expect(page.url()).toBe(`${started.gateway.controlUrl}/`);
    expect(await storm('storm', 20)).toEqual(Array(20).fill(429));
    await has(page, '20 of 20');
    await page.getByRole('grid').getByText('429 rate-limited').first().waitFor();
    await has(page, 'fired 20×');

    const rule = page.getByRole('switch', { name: 'Rule limited' });
    await rule.click();
    await has(page, 'Rule limited is off.');
    expect(await rule.getAttribute('aria-checked')).toBe('false');
    expect(await storm('after', 1)).toEqual([200]);
    await rule.click();
    await has(page, 'Rule limited is on.');
    expect(await storm('again', 1)).toEqual([429]);

    await page.getByRole('button', { name: 'Stop all faults' }).click();
    await page.getByRole('button', { name: 'Resume faults' }).waitFor();
    expect(await storm('stopped', 1)).toEqual([200]);
    await page.getByRole('button', { name: 'Resume faults' }).click();
    await page.getByRole('button', { name: 'Stop all faults' }).waitFor();
    expect(await storm('resumed', 1)).toEqual([429]);
    await has(page, '24 of 24');

    await page.getByRole('combobox', { name: 'label', exact: true }).selectOption('storm');
    await has(page, 'Showing 20 of 24 attempts.');
    await page.getByRole('searchbox', { name: 'text', exact: true }).fill('no such text');
    await has(page, 'Showing 0 of 24 attempts.');
    await page.getByRole('button', { name: 'Show all' }).click();
    // The field is emptied by then; before, what is typed could be emptied with it.
    await has(page, '24 of 24');
    await page.getByRole('searchbox', { name: 'text', exact: true }).fill('inline.after');
    await has(page, 'Showing 1 of 24 attempts.');
    await page.getByRole('button', { name: 'Show all' }).click();

    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Enter']) await page.keyboard.press(key);
    const detail = page.getByRole('dialog');
    await detail.waitFor();
    expect(await detail.getByRole('heading', { level: 2 }).textContent()).toMatch(/^inline\.storm 1#1: 429/);
    await detail.getByText('limited fired: error').waitFor();
    await detail.getByText('silent did not match').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('grid');
    // The token is in no part of the document, and only the listener was asked.
    expect(await page.content()).not.toContain(token);
    expect([...hosts]).toEqual([new URL(started.gateway.controlUrl).host]);
    expect(heard).toEqual([]);
  },
);

test('what is left of a limit is seen, and set in a form', patient, async () => {
  const { page, heard } = await open();
  await storm('few', 3);
  await storm('other', 1);
  const gauges = page.getByRole('meter', { name: 'Left of hundred under sk-te**********cdef' });
  await gauges.nth(1).waitFor();
  const form = page.getByRole('form', { name: 'Set hundred of inline.few' });
  await form.getByLabel('under').selectOption('sk-te**********cdef');
  await form.getByLabel('left').fill('0');
  await page.keyboard.press('Enter');
  await has(page, 'Of hundred 0 is left under sk-te**********cdef.');
  await has(page, '0 of 100 requests left');
  expect(await storm('few', 1)).toEqual([429]);
  await has(page, '1 without room');
  const refused = started.gateway.journal
    .entries()
    .filter((entry) => entry.kind === 'request' && entry.label === 'few')
    .at(-1);
  expect(refused).toMatchObject({
    rules: [
      { rule: 'hundred', outcome: 'fired' },
      { rule: 'limited', outcome: 'lost' },
    ],
  });
  expect(await page.locator('.limit', { has: form }).locator('canvas').count()).toBe(1);
  expect(heard).toEqual([]);
});

test.each([
  ['light', 1_400],
  ['dark', 1_400],
  ['light', 400],
  ['dark', 400],
] as const)(
  'in %s at %i px it fits and breaks no rule of accessibility',
  patient,
  async (colorScheme, width) => {
    const leave = hanging('held');
    const { page, heard } = await open({ colorScheme, viewport: { width, height: 900 } });
    await storm('one', 3);
    await storm('two', 2);
    await page.locator('.held').first().waitFor();
    await page.locator('.verdicts .badge').first().waitFor();
    await page.mouse.move(0, 0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await violations(page)).toEqual([]);
    if (kept !== undefined)
      await page.screenshot({ path: join(kept, `page-${colorScheme}-${width}.png`), fullPage: true });
    leave();
    expect(heard).toEqual([]);
  },
);

test('without a token, or with a wrong one, the page asks for it and shows no data', patient, async () => {
  await storm('secret-label', 1);
  const { page } = await open({}, '#token=wrong');
  const field = page.getByLabel('Token of the control API');
  await field.waitFor();
  expect(await page.locator('body').textContent()).not.toContain('secret-label');
  expect(await page.getByRole('button', { name: 'Stop all faults' }).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await field.fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('grid').getByText('inline.secret-label').waitFor();
  // The tab keeps it.
  await page.reload();
  await page.getByRole('grid').getByText('inline.secret-label').waitFor();
  const { page: other } = await open({}, '');
  await other.getByLabel('Token of the control API').waitFor();
});

test('of 10,000 attempts the document has a few, wherever it is scrolled to', patient, async () => {
  await storm('many', 1);
  const { journal } = started.gateway;
  const [first] = journal.entries().filter((entry) => entry.kind === 'request');
  if (first === undefined) throw new Error('the journal has no request');
  const { page, heard } = await open();
  await has(page, '1 of 1');
  for (let call = 2; call <= 10_000; call += 1) journal.append({ ...first, call, at: first.at + call });
  await has(page, '10000 of 10000');
  const grid = page.getByRole('grid');
  expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
  expect(await lines(page).count()).toBeLessThan(60);
  await grid.focus();
  await page.keyboard.press('End');
  await lines(page).last().getByText('1#1').waitFor();
  expect(await lines(page).count()).toBeLessThan(60);
  expect(heard).toEqual([]);
});

test('only its own files run, and no other site may frame or sniff it', async () => {
  const answers = await Promise.all(
    ['/', '/page.js', '/page.css'].map((path) => fetch(started.gateway.controlUrl + path)),
  );
  expect(answers.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
    [200, 'text/html; charset=utf-8'],
    [200, 'text/javascript; charset=utf-8'],
    [200, 'text/css; charset=utf-8'],
  ]);
  for (const { headers } of answers) {
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(await answers[0]?.text()).not.toMatch(/<script>|<style| style=| on\w+=/);
});
