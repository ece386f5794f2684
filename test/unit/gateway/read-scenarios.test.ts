import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { table } from '../../../src/command/table.ts';
import { shippedFile } from '../../../src/gateway/library.ts';
import { overridesOf, readAll, resolveFiles } from '../../../src/gateway/read-scenarios.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'badgateway-'));
  const good = (seed: number) => `seed: ${seed}\nrules: [{ faults: [500] }]\n`;
  await Promise.all([mkdir(at('some')), mkdir(at('none')), mkdir(at('twins')), mkdir(at('own'))]);
  await Promise.all([
    writeFile(at('some/b.yaml'), good(2)),
    writeFile(at('some/a.yml'), good(1)),
    writeFile(at('some/notes.txt'), 'no scenario'),
    writeFile(at('twins/a.yaml'), good(3)),
    writeFile(at('broken.yaml'), 'rules: [{ faults: [latancy] }]\n'),
    writeFile(at('also-broken.yaml'), 'seeed: 1\n'),
  ]);
});

afterAll(() => rm(folder, { recursive: true }));

test('a file, every scenario of a folder in the order of the names, a shipped one by its name', () => {
  expect(resolveFiles([at('some/b.yaml')])).toEqual([at('some/b.yaml')]);
  expect(resolveFiles([at('some')])).toEqual([at('some/a.yml'), at('some/b.yaml')]);
  expect(resolveFiles(['healthy', at('some/b.yaml')])).toEqual([shippedFile('healthy'), at('some/b.yaml')]);
});

test('a name is an own file of the working folder before it is a shipped scenario', () => {
  writeFileSync(at('own/healthy.yaml'), 'rules: []\n');
  writeFileSync(at('own/mine.yml'), 'rules: []\n');
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(at('own'));
  onTestFinished(() => cwd.mockRestore());
  expect(resolveFiles(['healthy', 'mine', 'hangs'])).toEqual([
    at('own/healthy.yaml'),
    at('own/mine.yml'),
    shippedFile('hangs'),
  ]);
});

test.each([
  ['helthy', /unknown scenario "helthy"; did you mean "healthy"\?.*\.yaml/],
  ['nothing-like-it-at-all', /allowed: .*healthy/],
  ['missing.yaml', /Failed to read missing\.yaml: no such file/],
  ['./missing', /Failed to read \.\/missing: no such file/],
])('%s is refused', (given, message) => {
  expect(() => resolveFiles([given])).toThrow(message);
});

test('a folder without a scenario is refused', () => {
  expect(() => resolveFiles([at('none')])).toThrow(/none: no \.yaml file is in it/);
});

test('the first one that was named is the default', async () => {
  const all = await readAll([at('some/b.yaml'), 'healthy'], {}, 'default');
  expect(all.map(({ scenario }) => scenario.name)).toEqual(['b', 'healthy']);
});

test('two files of one name are refused, the same file twice is not', async () => {
  await expect(readAll([at('some'), at('twins/a.yaml')], {}, 'default')).rejects.toThrow(
    /a\.yaml.*same name.*rename/,
  );
  expect(await readAll([at('some'), at('some/b.yaml')], {}, 'default')).toHaveLength(3);
});

test('the mistakes of all files are told at once', async () => {
  const reading = readAll([at('broken.yaml'), at('also-broken.yaml'), at('some')], {}, 'default');
  const error: unknown = await reading.catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/broken\.yaml:1:\d+.*latancy.*also-broken\.yaml:1:1.*seeed/s);
});

test('nothing named is healthy, without a rule', async () => {
  const [{ scenario, needsBody }] = await readAll([], {}, 'default');
  expect([scenario.name, scenario.rules, scenario.inUse.platform.name]).toEqual([
    'healthy',
    [],
    'token-factory',
  ]);
  expect(needsBody).toBe(false);
  const [shipped] = await readAll(['healthy'], {}, 'default');
  expect({ ...scenario, seed: '', inUse: null }).toEqual({ ...shipped.scenario, seed: '', inUse: null });
});

test('flags win over the file', async () => {
  const [{ scenario }] = await readAll(
    [at('some/b.yaml')],
    {
      platform: 'openai',
      seed: '9',
      rule: '429, ok',
      upstream: 'http://127.0.0.1:1',
    },
    'each',
  );
  expect(scenario.inUse.platform.name).toBe('openai');
  expect([scenario.seed, scenario.upstream.kind]).toEqual(['9', 'proxy']);
  expect(scenario.rules.map(({ id }) => id)).toEqual(['--rule', 'rule-1']);
  const [{ scenario: plain }] = await readAll([at('some/b.yaml')], {}, 'default');
  expect([plain.seed, plain.upstream.kind, plain.rules.length]).toEqual(['2', 'stub', 1]);
});

test('a flag alone changes what is healthy', async () => {
  const [{ scenario }] = await readAll([], { rule: '503' }, 'default');
  expect([scenario.name, scenario.rules.length]).toEqual(['healthy', 1]);
  const [{ scenario: other }] = await readAll([], { platform: 'deeptoken' }, 'default');
  expect(other.inUse.platform.name).toBe('deeptoken');
});

test.each([
  ['each', [['--rule', 'rule-1'], ['--rule'], ['--rule', 'rule-1']]],
  ['default', [['--rule', 'rule-1'], [], ['--rule', 'rule-1']]],
] as const)('the rule of the options is for %s', async (ruled, ids) => {
  const given = [at('some/b.yaml'), 'healthy', at('some/b.yaml')];
  const all = await readAll(given, { rule: '503', seed: '9' }, ruled);
  expect(all.map(({ scenario }) => scenario.rules.map(({ id }) => id))).toEqual(ids);
  expect(all.map(({ scenario }) => scenario.seed)).toEqual(['9', '9', '9']);
});

test('options that were not given are not handed on', () => {
  expect(overridesOf({ seed: '1' })).toEqual({ seed: '1' });
  const given = { port: 1, rule: '429' } as Parameters<typeof overridesOf>[0];
  expect(Object.keys(overridesOf(given))).toEqual(['rule']);
});

test('a table aligns all columns but the last', () => {
  const rows = [
    ['a', 'bbb', 'c'],
    ['aaa', '', 'cc'],
    ['', 'b', ''],
  ];
  expect(table(rows)).toBe('a    bbb  c\naaa       cc\n     b    \n');
  expect(table([['a'], ['bb', 'c']])).toBe('a\nbb  c\n');
});
