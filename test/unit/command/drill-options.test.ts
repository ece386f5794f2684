import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { type DrillOptions, drillOptions } from '../../../src/command/drill-options.ts';
import { settled, withOptions } from '../../../src/command/option.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function parsed(args: readonly string[], env: Readonly<Record<string, string>> = {}): DrillOptions {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(`BADGATEWAY_${name}`, value);
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  withOptions(command, drillOptions).parse(args, { from: 'user' });
  return settled(command.opts(), command);
}

test('the defaults are those that are declared', () => {
  const { options } = withOptions(new Command(), drillOptions);
  const given = options.filter(({ defaultValue }) => defaultValue !== undefined);
  const declared = given.map((each) => [each.attributeName(), each.defaultValue as unknown] as const);
  expect(parsed([])).toEqual(Object.fromEntries(declared));
  expect(parsed([])).toMatchObject({
    jobs: 1,
    timeLimit: 120_000,
    maxAttempts: 1_000,
    logLevel: 'error',
  });
});

test.each<readonly [keyof DrillOptions, string, string, string, unknown, unknown]>([
  ['repeat', '--repeat', 'REPEAT', '2', 3, '3'],
  ['jobs', '--jobs', 'JOBS', '4', 5, '5'],
  ['timeLimit', '--time-limit', 'TIME_LIMIT', '90s', 1_500, '1.5s'],
  ['maxAttempts', '--max-attempts', 'MAX_ATTEMPTS', '10', 20, '20'],
  ['suite', '--suite', 'SUITE', 'deeptoken', 'token-factory', 'token-factory'],
  ['only', '--only', 'ONLY', 'jitters', ['retries', 'recovers'], 'retries,recovers'],
  ['baseline', '--baseline', 'BASELINE', 'a.json', 'b.json', 'b.json'],
  ['report', '--report', 'REPORT', 'a.md', ['b.xml'], 'b.xml'],
  ['trust', '--trust', 'TRUST', 'corporate', 'corporate', 'corporate'],
  ['platform', '--platform', 'PLATFORM', 'openai', 'deeptoken', 'deeptoken'],
  ['upstream', '--upstream', 'UPSTREAM', 'stub', 'http://a', 'http://a'],
  ['rule', '--rule', 'RULE', '429', '503', '503'],
  ['seed', '--seed', 'SEED', '1', '2', '2'],
  ['logLevel', '--log-level', 'LOG_LEVEL', 'debug', 'warn', 'warn'],
])('%s: the flag wins over the environment', (name, flag, variable, there, value, text) => {
  expect(parsed([flag, text as string], { [variable]: there })[name]).toEqual(value);
  expect(parsed([], { [variable]: text as string })[name]).toEqual(value);
});

test('a report may be asked for in several forms, expectations one by one or together', () => {
  expect(parsed(['--report', 'a.md', '--report', 'b,c.xml']).report).toEqual(['a.md', 'b,c.xml']);
  expect(parsed(['--only', 'a,b', '--only', 'c']).only).toEqual(['a', 'b', 'c']);
});

test('a switch that its variable says is off is off', () => {
  expect(parsed([], { WATCH: 'false', JSON: '0' })).toMatchObject({ watch: false, json: false });
  expect(parsed([], { WATCH: '1', JSON: 'yes' })).toMatchObject({ watch: true, json: true });
});

test('the variable for the journal of serve, which is a file, is left alone', () => {
  expect(parsed([], { JOURNAL: 'journal.jsonl' }).journal).toBeUndefined();
});

test.each([
  ['--repeat', '0'],
  ['--repeat', '1.5'],
  ['--jobs', '-1'],
  ['--max-attempts', 'many'],
  ['--time-limit', '0s'],
  ['--time-limit', '60'],
  ['--trust', 'everybody'],
])('%s %s is refused', (flag, text) => {
  expect(() => parsed([flag, text])).toThrow();
});
