import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Judgement } from '../../src/model/judgement.ts';
import { html } from '../../src/report/html.ts';
import { hostileJudgement, largeJudgement, someJudgement } from '../helpers/judgement.ts';
import { needs, systemChromium } from '../helpers/system.ts';

const test = needs('chromium');

/** The pages and their screenshots stay where somebody says so, to be looked at. */
const { SCREENSHOTS: kept } = process.env;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'badgateway-html-'));

let browser: Browser | undefined;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: systemChromium, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  if (kept === undefined) rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** What the console and the page complain of, and every request but that of the file. */
  readonly heard: readonly string[];
}

async function open(name: string, judged: Judgement, options: BrowserContextOptions = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('no browser was launched');
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html.write(judged, { colour: false, columns: 0 }));
  const url = pathToFileURL(file).href;
  const page = await (await browser.newContext(options)).newPage();
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('dialog', (dialog) => heard.push(dialog.message()));
  page.on('request', (request) => {
    if (![url, 'data:,'].includes(request.url())) heard.push(request.url());
  });
  await page.goto(url);
  return { page, heard };
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run()')) as { readonly violations: readonly Violation[] };
  return found.violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
}

test.each([
  ['light', 1_280],
  ['dark', 1_280],
  ['light', 400],
  ['dark', 400],
] as const)(
  'in %s at %i px it is quiet, fits and breaks no rule of accessibility',
  async (colorScheme, width) => {
    const { page, heard } = await open(`${colorScheme}-${width}`, someJudgement(), {
      colorScheme,
      viewport: { width, height: 900 },
    });
    await page.screenshot({ path: join(folder, `${colorScheme}-${width}.png`), fullPage: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await violations(page)).toEqual([]);
    // With everything open that can be.
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await violations(page)).toEqual([]);
    expect(heard).toEqual([]);
  },
);

test('the keyboard reaches every filter, Enter and Space press it, what is shown is said', async () => {
  const { page, heard } = await open('keyboard', someJudgement());
  const filters = page.locator('.filters [data-key]');
  const names = await filters.allTextContents();
  expect(names.length).toBe(3 + 2 + 4);
  const reached = new Set<string>();
  const focused =
    'document.activeElement?.matches(".filters [data-key]") ? document.activeElement.textContent : ""';
  for (let presses = 0; reached.size <= names.length && presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    reached.add((await page.evaluate(focused)) as string);
  }
  expect([...reached].filter((name) => name !== '').sort()).toEqual(names.sort());

  const status = page.getByRole('status');
  expect(await status.textContent()).toBe('Showing 7 of 7 verdicts and 8 of 8 calls.');
  const fail = page.getByRole('button', { name: 'fail', exact: true });
  await fail.focus();
  await page.keyboard.press('Enter');
  expect(await fail.getAttribute('aria-pressed')).toBe('true');
  expect(await status.textContent()).toBe('Showing 2 of 7 verdicts and 5 of 8 calls.');
  expect(await page.getByRole('heading', { level: 2, name: 'healthy' }).count()).toBe(0);

  const inconclusive = page.getByRole('button', { name: 'inconclusive', exact: true });
  await inconclusive.focus();
  await page.keyboard.press('Space');
  expect(await status.textContent()).toBe('Showing 4 of 7 verdicts and 6 of 8 calls.');

  await page.getByRole('button', { name: 'retried-final-error' }).press('Enter');
  expect(await status.textContent()).toBe('Showing 1 of 7 verdicts and 1 of 8 calls.');
  await page.getByRole('button', { name: 'Show all' }).press('Enter');
  expect(await status.textContent()).toBe('Showing 7 of 7 verdicts and 8 of 8 calls.');
  expect(await page.evaluate(focused)).not.toBe('');
  expect(heard).toEqual([]);
});

test('every part has a role and a name', async () => {
  const { page } = await open('names', someJudgement());
  const tree = await page.locator('body').ariaSnapshot();
  for (const part of [
    '- link "Skip to the verdicts"',
    '- banner:',
    '- navigation "Scenarios":',
    '- main:',
    '- region "Filter":',
    '- group "Outcome":',
    '- button "Dark theme"',
    '- heading "What the client did" [level=1]',
    '- heading "fail rate-limited-then-recovers" [level=2]',
    '- heading "fail honours-retry-after" [level=3]',
    /- heading "retried-too-early bg-[0-9a-f]{10}" \[level=4\]/,
    'img "Timeline of call rate-limited-then-recovers#1: 3 attempts. The table below has its times."',
    '- contentinfo:',
  ])
    expect(tree).toMatch(typeof part === 'string' ? new RegExp(part.replace(/[[\]"#.]/g, '\\$&')) : part);
  await page.locator('.call summary').first().press('Enter');
  const table = page.getByRole('table', { name: /^Attempts of call rate-limited-then-recovers#1/ });
  expect(await table.getByRole('row').count()).toBe(4);
});

test('the theme follows the system until the button is pressed', async () => {
  const { page } = await open('theme', someJudgement(), { colorScheme: 'dark' });
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await ground();
  const button = page.getByRole('button', { name: 'Dark theme' });
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  await button.press('Enter');
  expect(await button.getAttribute('aria-pressed')).toBe('false');
  expect(await ground()).not.toBe(dark);
  await button.press('Enter');
  expect(await ground()).toBe(dark);
});

test('without scripts everything is shown, and no control that would do nothing', async () => {
  const { page, heard } = await open('no-script', someJudgement(), { javaScriptEnabled: false });
  expect(await page.getByRole('article').count()).toBe(7 + 8);
  expect(await page.getByRole('button').count()).toBe(0);
  expect(heard).toEqual([]);
});

test('on paper there are no controls', async () => {
  const { page } = await open('paper', someJudgement(), { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await page.screenshot({ path: join(folder, 'paper.png'), fullPage: true });
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await page.getByRole('article').count()).toBe(7 + 8);
});

test('nothing that a client calls itself runs, loads or is heard', async () => {
  const text =
    '"><img src=https://x.example/a onerror=alert(1)></script><script>alert(1)</script><style>@import "b"';
  const { page, heard } = await open('hostile', hostileJudgement(text));
  expect(await page.locator('img, iframe, object').count()).toBe(0);
  expect(await page.locator('.title').textContent()).toBe(text);
  expect(heard).toEqual([]);
});

test('2,000 calls are a page that can be filtered', async () => {
  const { page, heard } = await open('large', largeJudgement(2_000));
  const status = page.getByRole('status');
  expect(await status.textContent()).toBe('Showing 2 of 2 verdicts and 200 of 200 calls.');
  await page.getByRole('button', { name: 'pass', exact: true }).press('Enter');
  expect(await status.textContent()).toBe('Showing 1 of 2 verdicts and 0 of 200 calls.');
  expect(heard).toEqual([]);
});
