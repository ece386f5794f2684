import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeRoots, type Trust } from '../../../src/drill/roots.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLab } from '../../../src/tls/certificates/lab.ts';
import { systemRoots } from '../../../src/tls/certificates/system-roots.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const fingerprints = (text: string): string[] =>
  (text.match(pem) ?? []).map((each) => new X509Certificate(each).fingerprint256);

function theirs(name: string): { readonly path: string; readonly fingerprint: string } {
  const root = createLab({ names: [], directory: null, clock: systemClock }).root();
  const path = join(folder, name);
  writeFileSync(path, root);
  return { path, fingerprint: new X509Certificate(root).fingerprint256 };
}

function made(env: Readonly<Record<string, string>> = {}, trust: Trust = 'badgateway') {
  const roots = makeRoots(env, trust, systemClock);
  const read = (path: string) => fingerprints(readFileSync(path, 'utf8'));
  const files = { ca: read(roots.ca), extra: read(roots.extra), bundle: read(roots.bundle) };
  const lab = createLab({ names: [], directory: roots.folder, clock: systemClock });
  const [own = ''] = fingerprints(lab.root());
  const [corporate = ''] = fingerprints(lab.corporateRoot());
  return { roots, ...files, own, corporate };
}

test('our root alone, and with the roots of the system', () => {
  const { roots, ca, extra, bundle, own } = made();
  expect(ca).toEqual([own]);
  expect(extra).toEqual([own]);
  expect(bundle.toSorted()).toEqual([...fingerprints(systemRoots()), own].sort());
  roots.remove();
});

test('what the variables named before is not lost', () => {
  const [node, curl, python] = [theirs('node.pem'), theirs('curl.pem'), theirs('python.pem')];
  mkdirSync(join(folder, 'hashed'));
  writeFileSync(join(folder, 'hashed', '1a2b.0'), readFileSync(python.path));
  const { roots, extra, bundle, own } = made({
    NODE_EXTRA_CA_CERTS: node.path,
    CURL_CA_BUNDLE: curl.path,
    REQUESTS_CA_BUNDLE: join(folder, 'hashed'),
    SSL_CERT_FILE: join(folder, 'missing.pem'),
  });
  expect(extra).toEqual([node.fingerprint, own]);
  expect(bundle).toEqual(expect.arrayContaining([curl.fingerprint, python.fingerprint, own]));
  roots.remove();
});

test('the root of the corporate proxy is trusted on request alone', () => {
  const without = made();
  expect([...without.ca, ...without.extra, ...without.bundle]).not.toContain(without.corporate);
  without.roots.remove();
  const { roots, ca, extra, bundle, own, corporate } = made({}, 'corporate');
  expect(ca).toEqual([own, corporate]);
  for (const file of [extra, bundle]) expect(file).toContain(corporate);
  expect(roots.corporateRoot).toBe('trusted');
  expect(fingerprints(readFileSync(roots.corporate ?? '', 'utf8'))).toEqual([corporate]);
  const other = roots.without;
  expect(other).toMatchObject({ corporateRoot: 'secret', corporate: null });
  for (const file of [other?.ca, other?.extra, other?.bundle])
    expect(fingerprints(readFileSync(file ?? '', 'utf8'))).not.toContain(corporate);
  roots.remove();
});

test('the folder is for its owner alone, and goes', () => {
  const { roots } = made();
  expect(statSync(roots.folder).mode & 0o777).toBe(0o700);
  roots.remove();
  expect(existsSync(roots.folder)).toBe(false);
});
