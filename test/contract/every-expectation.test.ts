import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { rowsOf, verdictOnRow } from '../helpers/expectation-rows.ts';
import { platformInUse } from '../helpers/platform.ts';
import { readTree } from '../helpers/source-tree.ts';

const folder = (path: string) => new URL(`../../${path}/`, import.meta.url);
const named = expectations.map((expectation) => [expectation.name, expectation] as const);
const shipped = readTree('scenarios').map(({ text }) => text);
const platforms = ['token-factory', 'deeptoken', 'deeptoken-en', 'openai'].map((name) => platformInUse(name));

test('the registry is its folder', () => {
  const files = readdirSync(folder('src/expectations')).map((name) => basename(name, '.ts'));
  const entries = files.filter((name) => !['index', 'expectation', 'observe'].includes(name));
  expect([...expectationNames].sort()).toEqual(entries.sort());
});

test('each name is there once, and how the command ended is told last', () => {
  expect(new Set(expectationNames).size).toBe(expectationNames.length);
  expect(expectationNames.at(-1)).toBe('exit');
});

test.each(named)('%s says what it is, how to mend it and how to see that it is mended', (name, entry) => {
  const { summary, fix, check, standard, falsePositiveRate } = entry;
  expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(summary.length, summary).toBeGreaterThan(20);
  expect(summary).toMatch(/^[a-z].*[^.]$/);
  expect(fix.length, fix).toBeGreaterThan(60);
  // A fix is code or figures: a call, a setting, an option, a number.
  expect(fix).toMatch(/[(){}=]|--?\w|\d/);
  expect(check).toMatch(/^badgateway drill \S+/);
  if (standard !== null) {
    expect(standard.says.length, standard.says).toBeGreaterThan(20);
    expect(standard.source).not.toBeNull();
  }
  expect(falsePositiveRate).not.toBe('');
});

test.each(named)('%s names scenarios that are shipped in how to check it', (_, { check }) => {
  const [, command = ''] = /^badgateway drill (.+?) -- CMD/.exec(check) ?? [];
  expect(command, check).not.toBe('');
  const names = command.replaceAll(/ --\S+ (?:'[^']*'|\S+)/g, '').split(' ');
  const files = readdirSync(folder('scenarios')).map((name) => basename(name, '.yaml'));
  for (const name of names) expect(files).toContain(name);
});

test.each(named)('%s fails, passes and leaves open', async (name) => {
  const outcomes = new Set((await rowsOf({ name })).rows.map((row) => verdictOnRow(name, row).outcome));
  expect([...outcomes].sort()).toEqual(['fail', 'inconclusive', 'pass']);
});

test.each(named)('%s leaves a timeline open on which nothing happened', (name) => {
  const params = name === 'exit' ? 0 : {};
  const verdict = verdictOnRow(name, {
    that: 'does nothing',
    did: { calls: [] },
    params,
    outcome: 'inconclusive',
  });
  expect(verdict).toMatchObject({ outcome: 'inconclusive', samples: 0, findings: [] });
  expect(verdict.because).not.toBe('');
});

test.each(named)('%s is asked for: by a contract, by a scenario, or its rows say why not', async (name) => {
  const contracts = platforms.filter(({ platform }) =>
    Object.values(platform.contract).some(({ expectation }) => expectation === name),
  );
  const asking = shipped.filter((text) => new RegExp(`^  - ${name}(:.*)?$`, 'm').test(text));
  const asked = contracts.length + asking.length > 0;
  const { notAskedFor } = await rowsOf({ name });
  expect(asked ? notAskedFor : typeof notAskedFor).toBe(asked ? undefined : 'string');
});

test.each([{}, null, -1, 256, 1.5, '0', 'none'])('exit refuses %j', (given) => {
  const exit = expectations.at(-1);
  const read = exit?.params.safeParse(given);
  const hint = 'expected exit: and a status from 0 to 255, any, or nonzero, such as exit: 0';
  expect(read?.error?.issues.map(({ message }) => message)).toEqual([hint]);
});

test.each([...named].filter(([name]) => name !== 'exit'))(
  '%s refuses parameters that it does not know',
  (_, { params }) => {
    expect(params.safeParse({ nonsense: 1 }).success).toBe(false);
    expect(params.safeParse({}).success).toBe(true);
  },
);
