import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readScenario, shippedFile, shippedNames } from '../../src/gateway/library.ts';
import { needs } from '../../test/helpers/system.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(inRoot(path), 'utf8');

interface Failure {
  readonly title: string;
  readonly scenario: string;
  readonly platform: string;
}

interface Plan {
  readonly clients: readonly string[];
  readonly failures: readonly Failure[];
}

const page = read('docs/production.md');
const { clients, failures } = parse(read('studies/production/plan.yaml')) as Plan;
const remedy = 'npm run docs:production writes the page';

/** The lines of one generated part. */
function linesOf(part: string): string[] {
  const [, text = ''] = new RegExp(`<!-- generated: ${part} -->\n([^]*?)<!-- end -->`).exec(page) ?? [];
  return text.split('\n');
}

/** `1-too-many-requests`: where a link to a heading leads. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

test('there are fifteen failures, each with a section, a fix and a line in the summary', () => {
  expect(new Set(failures.map(({ scenario }) => scenario)).size).toBe(15);
  const headings = [...page.matchAll(/^## (\d+\. .+)$/gm)].map(([, heading = '']) => heading);
  expect(headings).toEqual(failures.map(({ title }, index) => `${index + 1}. ${title}`));
  expect(page.match(/^\*\*What helps:\*\*/gm)).toHaveLength(15);
  const links = [
    ...linesOf('summary')
      .join('\n')
      .matchAll(/\(#(.+?)\)/g),
  ].map(([, anchor]) => anchor);
  expect(links, remedy).toEqual(headings.map(anchorOf));
});

test.each(failures)(
  '$scenario is shipped, and plays on the platform that the page names',
  async (failure) => {
    const { scenario, platform } = failure;
    expect(shippedNames()).toContain(scenario);
    const { scenario: loaded } = await readScenario(shippedFile(scenario), {});
    expect(loaded.inUse.platform.name).toBe(platform);
    expect(linesOf(scenario), remedy).toContain(`badgateway drill ${scenario} -- node app.mjs`);
  },
);

test.each(failures)(
  'each client has a line under $scenario, with a verdict or why there is none',
  (failure) => {
    const lines = linesOf(failure.scenario).map((line) => line.slice(2, -2).split(' | '));
    for (const title of clients) {
      const [, attempts = '', , outcome = '', verdict = ''] = lines.find(([first]) => first === title) ?? [];
      expect(outcome, `${title}; ${remedy}`).not.toBe('');
      expect(/^[✓✗–?]/.test(verdict), `${title}; ${remedy}`).toBe(attempts !== '');
    }
  },
);

needs('curl', 'requests', 'httpx')(
  'a few clients come away from a few failures with what the page tells',
  { timeout: 120_000 },
  async () => {
    const run = promisify(execFile)(process.execPath, [inRoot('studies/production/run.mjs'), '--quick']);
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(stdout.trim().split('\n'), `${stderr}\n${remedy}`).toEqual(['8 lines compared']);
  },
);
