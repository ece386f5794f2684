import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { requestMatcher } from '../../../src/engine/match.ts';
import { said } from './sinks.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Has no form of a key. */
const secret = 'Planted-by-a-person-42';

function written(text: string): string {
  const file = join(folder, 'leaks.yaml');
  writeFileSync(file, text);
  return file;
}

test.each([
  ['a header of the table', { header: { 'x-goog-api-key': [secret] } }],
  ['a header of the platform', { header: { 'x-team': [secret] } }],
  ['the key', { key: [secret] }],
  ['a member of the body', { body: { '/metadata/client_secret': [secret] } }],
  ['a key by its form', { prompt: ['*sk-Planted-0123456789*'] }],
])('why a rule fired says nothing of %s', (_, when) => {
  expect(requestMatcher(when, ['x-team']).says).not.toContain('Planted');
});

test.each([
  ['a header', `rules: [{ when: { header: { x-goog-api-key: "${secret}" } }, faults: [500] }]`],
  [
    'a list for a header',
    `rules: [{ when: { header: { authorization: ["Bearer ${secret}"] } }, faults: [500] }]`,
  ],
  ['a key', `rules: [{ when: { key: "${secret}" }, faults: [500] }]`],
  ['the keys of the stub', `stub: { keys: ["${secret}"] }`],
  ['a member of the body', `rules: [{ when: { body: { /client_secret: "${secret}" } }, faults: [500] }]`],
])('explain says that there is one, and not which: %s', async (_, text) => {
  const shown = (await said(['explain', written(text)])) + (await said(['explain', '--json', written(text)]));
  expect(shown).toContain('YOUR-KEY');
  expect(shown).not.toContain('Planted');
});

test.each([
  ['a header', `rules: [{ when: { header: { x-goog-api-key: "${secret}" } }, falts: [500] }]`],
  ['a list for a header', `rules: [{ when: { header: { set-cookie: ["${secret}"] } }, falts: [500] }]`],
  ['a key', `rules: [{ when: { key: "${secret}" }, falts: [500] }]`],
  ['the keys of the stub', `stub: { keys: ["${secret}"], kyes: 1 }`],
  ['an alias', `x: &it "${secret}"\nstub: { keys: [*it] }`],
  ['a mapping within', `stub: { keys: { a: "${secret}" } }`],
  ['a URL with a password', `upstream: "https://me:${secret}@host/"`],
  ['a URL with a key', `upstream: "https://host/?api_key=${secret}"`],
  ['a file that is no YAML', `stub: { keys: ["${secret}"\nx-api-key: ${secret}`],
])('check shows the line, and not the secret in it: %s', async (_, text) => {
  const shown = (await said(['check', written(text)])) + (await said(['check', '--json', written(text)]));
  expect(shown).toContain('****');
  expect(shown).not.toContain('Planted');
});

test.each([
  ['a password', `https://me:${secret}@host/v1`],
  ['a password that has a slash', `https://me:a/${secret}@host/v1`],
  ['a key in the query', `https://host/v1?api_key=${secret}`],
  ['a key behind a long password', `https://me:${'x'.repeat(80)}${secret}@host/v1?key=${secret}`],
])('an error about an upstream does not repeat %s', async (_, url) => {
  vi.stubEnv('BADGATEWAY_UPSTREAM', url);
  vi.stubEnv('BADGATEWAY_PORT', url);
  const commands = [
    ['serve'],
    ['serve', '--port', url],
    ['explain', 'healthy'],
    ['drill', '--upstream', url],
  ];
  for (const command of commands) expect(await said(command)).not.toContain('Planted');
  vi.unstubAllEnvs();
  vi.stubEnv('BADGATEWAY_UPSTREAM', url);
  for (const command of [
    ['serve'],
    ['explain', 'healthy', '--upstream', url],
    ['drill', 'healthy', '--', 'x'],
  ]) {
    const shown = await said(command);
    expect(shown).toContain('--upstream:1:1');
    expect(shown).not.toContain('Planted');
  }
});
