import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { html } from '../../src/report/html.ts';
import { hostileJudgement, largeJudgement, someJudgement } from '../helpers/judgement.ts';
import { needs, systemChromium } from '../helpers/system.ts';

const test = needs('chromium');

/** Screenshots stay where somebody says so, to be looked at. */
const kept = process.env['SCREENSHOTS'];
const folder = mkdtempSync(join(tmpdir(), 'badgateway-html-'));
const file = join(folder, 'report.html');
writeFileSync(file, html.write(someJudgement(), { colour: false, columns: 0 }));

let browser: Browser | undefined;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: systemChromium, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** What the console, the page and the network complain of, and every request but that of the file. */
  readonly heard: readonly string[];
}

async function open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('no browser was launched');
  const page = await (await browser.newContext(options)).newPage();
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) heard.push(request.url());
  });
  await page.goto(url);
  return { page, heard };
}

const report = pathToFileURL(file).href;

test.each([
  ['light', 1_280],
  ['dark', 1_280],
  ['light', 400],
  ['dark', 400],
] as const)(
  'in %s at %i px it is quiet, fits and has no violation of accessibility rules',
  async (colorScheme, width) => {
    const { page, heard } = await open(report, { colorScheme, viewport: { width, height: 900 } });
    await page.screenshot({
      path: join(kept ?? folder, `report-${colorScheme}-${width}.png`),
      fullPage: true,
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    // Runs outside the page's policy, as a person's own tools do.
    await page.evaluate(axe);
    const found = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    expect(heard).toEqual([]);
  },
);
