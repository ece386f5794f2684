import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hosted } from '../helpers/command.ts';
import { chat, requestsOf, startGateway } from '../helpers/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-learn-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const har = fileURLToPath(new URL('../fixtures/learn/browser.har', import.meta.url));
const requests = 60;

const bad = `
rules:
  - { chance: 0.3, faults: [{ error: { status: 429, retryAfter: 7s } }] }
  - { when: { stream: true }, chance: 0.5, faults: [{ stream-cut: { frames: 4, how: fin } }] }
`;

/** Sends requests one after the other, so that the journal has them in this order. */
async function journalled(scenario: string, file: string): Promise<void> {
  const gateway = await startGateway({ scenario, overrides: { seed: '3' }, journalFile: file });
  for (let n = 0; n < requests; n += 1) {
    const response = await chat(gateway.url, { prompt: `question ${n}`, stream: n % 2 === 0 });
    await response.text().catch(() => {});
  }
  await requestsOf(gateway, requests);
  await gateway.close();
}

interface Shown {
  readonly requests: number;
  readonly stages: readonly {
    readonly groups: readonly {
      readonly outcomes: readonly { readonly outcome: { readonly kind: string }; readonly count: number }[];
    }[];
  }[];
}

async function countsOf(file: string): Promise<Readonly<Record<string, number>>> {
  const { code, out } = await hosted(['learn', file, '--json']);
  expect(code).toBe(0);
  const { requests: learned, stages } = JSON.parse(out) as Shown;
  expect(learned).toBe(requests);
  const outcomes = stages.flatMap(({ groups }) => groups.flatMap((group) => group.outcomes));
  return Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome.kind, count]));
}

beforeAll(() => journalled(bad, at('journal.jsonl')));

test('a real journal becomes a scenario that passes check, and plays about as badly', async () => {
  const learned = await hosted(['learn', at('journal.jsonl'), '--out', at('again.yaml'), '--name', 'Friday']);
  expect(learned).toMatchObject({ code: 0, out: '' });
  expect(learned.err).toContain(`from ${requests} requests`);
  expect(readFileSync(at('again.yaml'), 'utf8')).toContain('scenario: Friday\n');
  expect(await hosted(['check', '--strict', at('again.yaml')])).toMatchObject({ code: 0 });
  await journalled(at('again.yaml'), at('again.jsonl'));
  const [before, after] = [await countsOf(at('journal.jsonl')), await countsOf(at('again.jsonl'))];
  expect(Object.keys(before).sort()).toEqual(['answer', 'broken-off', 'success']);
  // Five standard errors of the difference of two shares of 60 requests; both runs are fixed by their seeds.
  for (const [kind, count] of Object.entries(before))
    expect(Math.abs((after[kind] ?? 0) - count), kind).toBeLessThan(0.46 * requests);
});

test('without --out the scenario is printed, and what is not known goes to standard error', async () => {
  const { code, out, err } = await hosted(['learn', har]);
  expect(code).toBe(0);
  expect(out).toContain('entry: rate-limited, retryAfter: 7s');
  expect(err).toContain('a HAR holds what one client saw');
  expect(out + err).not.toMatch(/private|gateway\.example|sk-oais/);
});

test('a file that is there is not replaced', async () => {
  writeFileSync(at('there.yaml'), 'mine');
  const { code, err } = await hosted(['learn', har, '--out', at('there.yaml')]);
  expect(code).toBe(2);
  expect(err).toContain('it is there already');
  expect(readFileSync(at('there.yaml'), 'utf8')).toBe('mine');
});

test('a platform that is a file is named from the folder of the scenario', async () => {
  writeFileSync(at('mine.yaml'), 'name: mine\nextends: token-factory\n');
  const { code, err } = await hosted(['learn', har, '--platform', at('mine.yaml'), '--out', at('own.yaml')]);
  expect(err).toContain('learned');
  expect(code).toBe(0);
  expect(readFileSync(at('own.yaml'), 'utf8')).toContain('platform: ./mine.yaml\n');
  expect((await hosted(['check', at('own.yaml')])).code).toBe(0);
});

test.each([
  ['a file that is not there', ['none.jsonl'], 2, 'no such file'],
  ['another format', [har, '--format', 'pcap'], 2, 'known ones: har'],
  ['a mapping that is not there', [har, '--map', 'none.yaml'], 2, 'Failed to read none.yaml: no such file'],
  ['a folder', [folder], 2, 'it is a folder'],
])('%s is refused', async (_, args, code, says) => {
  const ran = await hosted(['learn', ...args]);
  expect(ran.err).toContain(says);
  expect(ran.code).toBe(code);
});

test('files without a request to a model end with 4', async () => {
  writeFileSync(at('other.jsonl'), '{"time":1772366400,"status":503,"path":"/favicon.ico"}\n');
  const ran = await hosted(['learn', at('other.jsonl'), '--out', at('never.yaml')]);
  expect(ran.err).toContain('Learned nothing');
  expect(ran.code).toBe(4);
});

test('a mistake in a mapping is told with its place', async () => {
  writeFileSync(at('map.yaml'), 'time: ts\nduration: { field: took, unit: hours }\n');
  const ran = await hosted(['learn', at('other.jsonl'), '--map', at('map.yaml')]);
  expect(ran.err).toMatch(/map\.yaml:2:\d+/);
  expect(ran.code).toBe(2);
});
