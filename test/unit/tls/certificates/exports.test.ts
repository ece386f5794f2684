import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { writeClient, writeCorporate, writeExports } from '../../../../src/tls/certificates/exports.ts';
import { createLab } from '../../../../src/tls/certificates/lab.ts';
import { systemRoots } from '../../../../src/tls/certificates/system-roots.ts';
import { fixedClock } from '../../../helpers/clock.ts';
import { certificatesIn } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lab = createLab({ names: [], clock: fixedClock(), directory: null });
const read = (path: string) => readFileSync(path, 'utf8');
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('each export is written where it is said to be, and nothing else is', () => {
  const directory = join(folder, 'deep', 'ca');
  expect(writeExports(directory, lab)).toEqual({
    ca: join(directory, 'ca.pem'),
    bundle: join(directory, 'bundle.pem'),
  });
  expect(readdirSync(directory).sort()).toEqual(['bundle.pem', 'ca.pem']);
  writeCorporate(directory, lab);
  writeClient(directory, lab);
  expect(readdirSync(directory).sort()).toEqual([
    ...['bundle.pem', 'ca.pem', 'client-key.pem', 'client.pem', 'corporate-bundle.pem', 'corporate.pem'],
  ]);
});

test('exports hold the root, a client its chain; no key but the client’s is among them', () => {
  const { ca } = writeExports(folder, lab);
  const corporate = writeCorporate(folder, lab);
  const client = writeClient(folder, lab);
  expect(read(ca)).toBe(lab.root());
  expect(read(corporate.ca)).toBe(lab.corporateRoot());
  expect(read(client.certificate)).toBe(lab.client().chain);
  expect(read(client.key)).toBe(lab.client().key);
  const withKeys = readdirSync(folder).filter(
    (name) => name.endsWith('.pem') && read(join(folder, name)).includes('PRIVATE'),
  );
  expect(withKeys).toEqual(['client-key.pem']);
  expect(mode(client.key)).toBe('600');
  expect(mode(ca)).toBe('644');
});

test('a bundle is what the system trusts and our root behind it', () => {
  const { bundle } = writeExports(folder, lab);
  const corporate = writeCorporate(folder, lab);
  const trusted = certificatesIn(systemRoots());
  for (const [path, root] of [
    [bundle, lab.root()],
    [corporate.bundle, lab.corporateRoot()],
  ] as const) {
    const bundled = certificatesIn(read(path)).map(String);
    expect(bundled).toHaveLength(trusted.length + 1);
    expect(bundled.at(-1)).toBe(root);
  }
});

test('an export that is there is replaced', () => {
  const directory = join(folder, 'twice');
  writeExports(directory, createLab({ names: [], clock: fixedClock(), directory: null }));
  const { ca } = writeExports(directory, lab);
  expect(read(ca)).toBe(lab.root());
  expect(readdirSync(directory)).toHaveLength(2);
});

test('the system’s roots are those of the first bundle there is, else those that Node brings', () => {
  const [missing, one, two] = ['missing', 'one', 'two'].map((name) => join(folder, name));
  if (missing === undefined || one === undefined || two === undefined) throw new Error('no paths');
  writeFileSync(one, 'one');
  writeFileSync(two, 'two');
  expect(systemRoots([missing, two, one])).toBe('two');
  expect(existsSync(missing)).toBe(false);
  const brought = certificatesIn(`${systemRoots([missing])}\n`);
  expect(brought).toHaveLength(rootCertificates.length);
  expect(new X509Certificate(String(brought[0])).ca).toBe(true);
});
