import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { settled, withOptions } from '../../../src/command/option.ts';
import { type ServeOptions, serveOptions } from '../../../src/command/options.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function parsed(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServeOptions {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(`BADGATEWAY_${name}`, value);
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  withOptions(command, serveOptions).parse(args, { from: 'user' });
  return settled(command.opts(), command);
}

test('the defaults are those that are declared', () => {
  const { options } = withOptions(new Command(), serveOptions);
  const given = options.filter(({ defaultValue }) => defaultValue !== undefined);
  const declared = given.map((each) => [each.attributeName(), each.defaultValue as unknown] as const);
  expect(parsed([])).toEqual({ ...Object.fromEntries(declared), label: true });
  expect(parsed([])).toMatchObject({
    port: 4010,
    host: '127.0.0.1',
    controlPort: 4011,
    controlHost: '127.0.0.1',
    label: true,
    logLevel: 'info',
  });
});

const values: readonly (readonly [
  keyof ServeOptions,
  flag: string,
  env: string,
  one: string,
  two: string,
])[] = [
  ['port', '--port', 'PORT', '1', '2'],
  ['host', '--host', 'HOST', '::1', '0.0.0.0'],
  ['controlPort', '--control-port', 'CONTROL_PORT', '1', '2'],
  ['controlHost', '--control-host', 'CONTROL_HOST', '::1', '0.0.0.0'],
  ['platform', '--platform', 'PLATFORM', 'openai', 'deeptoken'],
  ['upstream', '--upstream', 'UPSTREAM', 'stub', 'http://a'],
  ['rule', '--rule', 'RULE', '429, ok', '500'],
  ['seed', '--seed', 'SEED', '1', '2'],
  ['journal', '--journal', 'JOURNAL', 'a.jsonl', 'b.jsonl'],
  ['caDir', '--ca-dir', 'CA_DIR', 'a', 'b'],
  ['logLevel', '--log-level', 'LOG_LEVEL', 'warn', 'error'],
];

test.each(values)('%s: flag over environment over default', (name, flag, variable, one, two) => {
  const read = (text: string) => (name === 'port' || name === 'controlPort' ? Number(text) : text);
  expect(parsed([], { [variable]: one })[name]).toBe(read(one));
  expect(parsed([flag, two], { [variable]: one })[name]).toBe(read(two));
  expect(parsed([flag, two])[name]).toBe(read(two));
});

test('names of hosts: several with commas, several times, in the variable too', () => {
  const names = ['a.internal', '*.b.internal', '10.0.0.5'];
  expect(parsed(['--tls-name', 'a.internal,*.b.internal', '--tls-name', '10.0.0.5']).tlsName).toEqual(names);
  expect(parsed([], { TLS_NAME: names.join(',') }).tlsName).toEqual(names);
  expect(parsed(['--tls-name', 'c'], { TLS_NAME: names.join(',') }).tlsName).toEqual(['c']);
});

test('every option of serve has a variable named after it', () => {
  const { options } = withOptions(new Command(), serveOptions);
  expect(options.length).toBeGreaterThan(15);
  for (const { long, envVar } of options)
    expect(envVar).toBe(`BADGATEWAY_${long?.slice(2).replaceAll('-', '_').toUpperCase()}`);
});

test.each([
  ['watch', 'WATCH', '--watch', true],
  ['json', 'JSON', '--json', true],
  ['label', 'NO_LABEL', '--no-label', false],
] as const)('the switch %s', (name, variable, flag, on) => {
  const off = name === 'label' ? true : undefined;
  expect(parsed([])[name]).toBe(off);
  expect(parsed([flag])[name]).toBe(on);
  for (const value of ['1', 'true', 'yes']) expect(parsed([], { [variable]: value })[name]).toBe(on);
  for (const value of ['0', 'false', 'FALSE', 'no', 'off', '']) {
    expect(parsed([], { [variable]: value })[name] ?? false).toBe(!on);
    expect(parsed([flag], { [variable]: value })[name]).toBe(on);
  }
});

test.each([
  ['--port', '65536'],
  ['--port', '-1'],
  ['--port', '80.5'],
  ['--port', ''],
  ['--port', 'http'],
  ['--control-port', '1e3'],
  ['--log-level', 'loud'],
])('%s %j is refused', (flag, value) => {
  expect(() => parsed([`${flag}=${value}`])).toThrow(/argument|expected|Allowed/);
});

test('a bad variable is refused like a bad flag', () => {
  expect(() => parsed([], { PORT: 'http' })).toThrow(/BADGATEWAY_PORT/);
});

test('port 0 is any free one', () => {
  expect(parsed(['--port', '0']).port).toBe(0);
});
