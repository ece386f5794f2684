import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Exported } from '../../src/command/describe-ca.ts';
import { badgateway } from '../helpers/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
const newFolder = () => join(folder, `ca-${made++}`);

async function exported(directory: string, ...args: readonly string[]): Promise<Exported> {
  const { code, out, err } = await badgateway(['ca', '--json', '--ca-dir', directory, ...args]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Exported;
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const fingerprintOf = (path: string) => new X509Certificate(readFileSync(path)).fingerprint256;

/** Every file below, with the folder it is in. */
function filesOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
}

test('the root and its bundle lie beside private keys that are for the owner alone', async () => {
  const directory = newFolder();
  const { root, corporate, client, options } = await exported(directory);
  expect({ corporate, client, options }).toEqual({
    corporate: null,
    client: null,
    options: `--ca-dir ${directory}`,
  });
  expect(filesOf(directory)).toEqual([
    'bundle.pem',
    'ca.pem',
    'private',
    'private/corporate.pem',
    'private/root.pem',
  ]);
  expect([root.ca, root.bundle]).toEqual([join(directory, 'ca.pem'), join(directory, 'bundle.pem')]);
  expect(mode(join(directory, 'private'))).toBe('700');
  for (const file of ['root.pem', 'corporate.pem'])
    expect(mode(join(directory, 'private', file))).toBe('600');
  expect(root.fingerprint).toBe(fingerprintOf(root.ca));
  expect(root.vouchesFor).toEqual(['localhost', '127.0.0.1', '::1', 'invalid']);
  expect(readFileSync(root.bundle, 'utf8').split(readFileSync(root.ca, 'utf8').trim())).toHaveLength(2);
});

test('a root is kept, and what it can vouch for is what it says, not what was asked for', async () => {
  const directory = newFolder();
  const { root: first } = await exported(directory, '--tls-name', 'gateway.internal,10.0.0.5');
  const { root: second, options } = await exported(directory);
  expect(second).toEqual(first);
  expect(second.vouchesFor).toEqual([
    ...['localhost', '127.0.0.1', '::1', 'gateway.internal', '10.0.0.5', 'invalid'],
  ]);
  expect(options).toBe(`--ca-dir ${directory}`);
});

test('--corporate and --client add their files; the key of the client is for the owner alone', async () => {
  const directory = newFolder();
  const { root, corporate, client } = await exported(directory, '--corporate', '--client');
  expect(corporate?.fingerprint).toBe(fingerprintOf(join(directory, 'corporate.pem')));
  expect(corporate?.fingerprint).not.toBe(root.fingerprint);
  expect(client?.certificate).toBe(join(directory, 'client.pem'));
  expect(mode(client?.key ?? '')).toBe('600');
});

test('--renew makes new roots, and anew what the old ones had signed', async () => {
  const directory = newFolder();
  const before = await exported(directory, '--corporate', '--client');
  const clientBefore = readFileSync(join(directory, 'client.pem'), 'utf8');
  const { code, out } = await badgateway([
    'ca',
    '--ca-dir',
    directory,
    '--renew',
    '--tls-name',
    'b.internal',
  ]);
  expect(code).toBe(0);
  expect(out).toContain('New roots. Every client has to load them again');
  expect(fingerprintOf(join(directory, 'ca.pem'))).not.toBe(before.root.fingerprint);
  expect(fingerprintOf(join(directory, 'corporate.pem'))).not.toBe(before.corporate?.fingerprint);
  expect(readFileSync(join(directory, 'client.pem'), 'utf8')).not.toBe(clientBefore);
  expect(out).toContain('alone: localhost, 127.0.0.1, ::1, b.internal, invalid.');
});

test('a kept root that does not cover a name is refused, with the command that helps', async () => {
  const directory = newFolder();
  const { root } = await exported(directory, '--tls-name', 'a.internal');
  const remedies = new Set<string>();
  for (const command of ['ca', 'serve']) {
    const { code, out, err } = await badgateway([
      ...[command, '--ca-dir', directory],
      ...['--tls-name', 'a.internal,b.internal,c.internal'],
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('b.internal');
    const [, remedy = ''] = /`badgateway (ca [^`]*--renew)`/.exec(err) ?? [];
    remedies.add(remedy);
    expect(fingerprintOf(root.ca)).toBe(root.fingerprint);
  }
  const [remedy = '', ...others] = remedies;
  expect(others).toEqual([]);
  const line = `'${process.execPath}' dist/main.js ${remedy} --json`;
  const renewed = JSON.parse(execFileSync('sh', ['-c', line]).toString()) as Exported;
  expect(renewed.root.vouchesFor).toEqual(expect.arrayContaining(['a.internal', 'b.internal', 'c.internal']));
});

test('--print is the root and nothing else, and writes nothing but what is kept', async () => {
  const directory = newFolder();
  const { code, out, err } = await badgateway(['ca', '--print', '--ca-dir', directory]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(filesOf(directory)).toEqual(['private', 'private/corporate.pem', 'private/root.pem']);
  const { root } = await exported(directory);
  expect(out).toBe(readFileSync(root.ca, 'utf8'));
});

test('the default folder is in the working directory; the variables stand for the options', async () => {
  const cwd = mkdtempSync(join(folder, 'cwd-'));
  expect((await badgateway(['ca'], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, 'badgateway-ca', 'ca.pem'))).toBe(true);
  const env = { BADGATEWAY_CA_DIR: 'elsewhere', BADGATEWAY_TLS_NAME: 'a.internal,*.b.internal' };
  const { out } = await badgateway(['ca', '--json'], { cwd, env });
  const { directory, root } = JSON.parse(out) as Exported;
  expect(basename(directory)).toBe('elsewhere');
  expect(root.vouchesFor).toContain('b.internal');
});

test.each([
  ['a name that is none', ['--tls-name', 'https://a,b.internal,c:1'], '"https://a", "c:1"; allowed: a host'],
  ['--print with another output', ['--print', '--json'], "'--print' cannot be used with option '--json'"],
  ['a word too many', ['gateway.internal'], 'too many arguments'],
  ['an option that is none', ['--renw'], '--renew'],
])('%s: a sentence on standard error and exit code 2', async (_, args, sentence) => {
  const directory = newFolder();
  const { code, out, err } = await badgateway(['ca', '--ca-dir', directory, ...args]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(existsSync(directory)).toBe(false);
});

test('a folder that cannot be had: a sentence and exit code 2', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const command of ['ca', 'serve']) {
    const { code, out, err } = await badgateway([command, '--ca-dir', join(file, 'ca')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Failed to .*file\/ca.*\n$/);
  }
});

test('no private key is ever printed', async () => {
  const directory = newFolder();
  for (const args of [['--corporate', '--client'], ['--json', '--client'], ['--print'], ['--renew']]) {
    const { out, err } = await badgateway(['ca', '--ca-dir', directory, ...args]);
    const keys = filesOf(directory)
      .filter((file) => /^private\/|key/.test(file))
      .map((file) => readFileSync(join(directory, file), 'utf8'))
      .map((text) => /PRIVATE KEY-----\n([\s\S]+?)\n-----END/.exec(text)?.[1] ?? '');
    expect(keys.length).toBeGreaterThan(1);
    expect(keys).not.toContain('');
    expect(out + err).not.toContain('PRIVATE KEY');
    for (const line of keys.flatMap((key) => key.split('\n'))) expect(out + err).not.toContain(line);
  }
});
