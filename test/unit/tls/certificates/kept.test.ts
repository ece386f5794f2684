import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../../../src/lib/errors.ts';
import { renewRoots } from '../../../../src/tls/certificates/kept.ts';
import { createLab } from '../../../../src/tls/certificates/lab.ts';
import { fixedClock } from '../../../helpers/clock.ts';

const clock = fixedClock();
const folder = mkdtempSync(join(tmpdir(), 'badgateway-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
const fresh = () => join(folder, String(++folders), 'ca');
const labIn = (directory: string, names: readonly string[] = [], at = clock) =>
  createLab({ names, clock: at, directory });
const rootFile = (directory: string) => join(directory, 'private', 'root.pem');

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

test('both roots outlive the process; whatever lies beneath them is made anew', () => {
  const directory = fresh();
  const first = labIn(directory);
  const second = labIn(directory);
  expect(second.root()).toBe(first.root());
  expect(second.corporateRoot()).toBe(first.corporateRoot());
  expect(second.credentials('valid', ['localhost'])).not.toEqual(first.credentials('valid', ['localhost']));
});

test('keys are for their owner alone, and nothing else is left behind', () => {
  const directory = fresh();
  labIn(directory);
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(readdirSync(directory)).toEqual(['private']);
  expect(mode(join(directory, 'private'))).toBe('700');
  expect(readdirSync(join(directory, 'private')).sort()).toEqual(['corporate.pem', 'root.pem']);
  for (const name of ['root.pem', 'corporate.pem'])
    expect(mode(join(directory, 'private', name))).toBe('600');
});

test('of two that begin at once, both go on with the roots of the one that wrote first', () => {
  const directory = fresh();
  const faster: string[] = [];
  const slow = labIn(directory, [], {
    ...clock,
    // Asked for the time when there is no root yet and it is about to make one.
    wall() {
      if (faster.length === 0) {
        faster.push('begun');
        const lab = labIn(directory);
        faster.push(lab.root(), lab.corporateRoot());
      }
      return clock.wall();
    },
  });
  expect(faster).toEqual(['begun', slow.root(), slow.corporateRoot()]);
  expect(readdirSync(join(directory, 'private'))).toHaveLength(2);
});

test('the root that nobody trusts is never written', () => {
  const directory = fresh();
  labIn(directory).credentials('untrusted-root', ['localhost']);
  expect(readdirSync(directory, { recursive: true })).toHaveLength(3);
});

test('a kept root serves the names it was made for and fewer, and hosts beneath them', () => {
  const directory = fresh();
  const root = labIn(directory, ['*.x.test', 'gateway.test', '10.0.0.1']).root();
  for (const names of [[], ['a.x.test'], ['10.0.0.1'], ['a.gateway.test']])
    expect(labIn(directory, names).root()).toBe(root);
});

test('a kept root that does not permit a name is refused with the remedy', () => {
  const directory = fresh();
  const before = labIn(directory, ['10.0.0.1']).root();
  for (const name of ['gateway.test', '10.0.0.2', '2001:db8::1', '*.localhosts']) {
    expect(refusalOf(() => labIn(directory, [name]))).toBe(
      `Failed to use the kept root "${rootFile(directory)}": its constraints do not permit "${name}"; ` +
        `make new roots with \`badgateway ca --ca-dir '${directory}' --tls-name '${name}' --renew\` ` +
        'and give clients the new ca.pem',
    );
  }
  renewRoots(directory, ['gateway.test'], clock);
  const after = labIn(directory, ['gateway.test']);
  expect(after.root()).not.toBe(before);
  expect((statSync(rootFile(directory)).mode & 0o777).toString(8)).toBe('600');
});

test('roots can be renewed where there are none', () => {
  const directory = fresh();
  renewRoots(directory, [], clock);
  const kept = readFileSync(rootFile(directory), 'utf8');
  expect(kept).toContain(labIn(directory).root());
});

test('a kept root that has expired is refused, and one that has not is not', () => {
  const directory = fresh();
  labIn(directory);
  const yearMs = 365 * 86_400_000;
  expect(() => labIn(directory, [], fixedClock(clock.now() + 9.9 * yearMs))).not.toThrow();
  expect(refusalOf(() => labIn(directory, [], fixedClock(clock.now() + 10.1 * yearMs)))).toMatch(
    /root\.pem": it expired on .*--renew/,
  );
});

const damages: readonly (readonly [says: string, damage: (text: string, other: string) => string])[] = [
  ['is empty', () => ''],
  ['is no PEM', () => 'hello\n'],
  ['is cut off', (text) => text.slice(0, -100)],
  ['has no key', (text) => text.slice(text.indexOf('-----BEGIN CERT'))],
  ['has no certificate', (text) => text.slice(0, text.indexOf('-----BEGIN CERT'))],
  [
    'has the key of another',
    (text, other) =>
      text.slice(0, text.indexOf('-----BEGIN CERT')) + other.slice(other.indexOf('-----BEGIN CERT')),
  ],
];

test.each(damages)('a kept root that %s is refused by name, and stays as it is', (_, damage) => {
  const [directory, other] = [fresh(), fresh()];
  labIn(directory);
  labIn(other);
  const read = (from: string) => readFileSync(rootFile(from), 'utf8');
  const damaged = damage(read(directory), read(other));
  writeFileSync(rootFile(directory), damaged);
  expect(refusalOf(() => labIn(directory))).toMatch(
    /private\/root\.pem": it holds no key and certificate that belong together; .*--renew/,
  );
  expect(read(directory)).toBe(damaged);
});

test('a root that was made for something else is refused', () => {
  const directory = fresh();
  labIn(directory);
  writeFileSync(rootFile(directory), readFileSync(join(directory, 'private', 'corporate.pem')));
  expect(refusalOf(() => labIn(directory))).toMatch(
    /root\.pem": it was not made for this by badgateway \(its subject is "CN=badgateway corporate-root"\)/,
  );
});

test('a folder that cannot be one is refused by name', () => {
  const occupied = join(folder, 'occupied');
  writeFileSync(occupied, '');
  expect(refusalOf(() => labIn(join(occupied, 'ca')))).toMatch(
    /^Failed to make the folder ".*occupied\/ca": ENOTDIR; name a folder/,
  );
  const directory = fresh();
  labIn(directory);
  rmSync(rootFile(directory));
  execFileSync('mkdir', [rootFile(directory)]);
  expect(refusalOf(() => labIn(directory))).toMatch(
    /^Failed to read ".*private\/root\.pem": it is a folder; name/,
  );
});
