import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { CertificateProfile } from '../../src/model/connection-plan.ts';
import { createLab } from '../../src/tls/certificates/lab.ts';
import { needs } from '../helpers/system.ts';

const lab = createLab({ names: [], clock: systemClock, directory: null });
const folder = mkdtempSync(join(tmpdir(), 'badgateway-certificates-'));
const rootFile = join(folder, 'ca.pem');
const servers = new Map<CertificateProfile, Server>();

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

function serve(profile: CertificateProfile): Promise<[CertificateProfile, Server]> {
  const { key, chain } = lab.credentials(profile, lab.names);
  // A weak key or digest is not served at the usual level.
  const server = createServer({ key, cert: chain, ciphers: 'DEFAULT@SECLEVEL=0' }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(answer));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve([profile, server]));
  });
}

interface Outcome {
  /** Of Node's `https`; 24 verifies a weak key at a stricter level than 20 and 22. */
  readonly node: string | RegExp;
  /** curl's exit code, on an OpenSSL at level 2, as Debian has it. */
  readonly curl: number;
}

const outcomes: Readonly<Record<CertificateProfile, Outcome>> = {
  valid: { node: 'ok', curl: 0 },
  expired: { node: 'CERT_HAS_EXPIRED', curl: 60 },
  'not-yet-valid': { node: 'CERT_NOT_YET_VALID', curl: 60 },
  'wrong-host': { node: 'ERR_TLS_CERT_ALTNAME_INVALID', curl: 60 },
  'self-signed': { node: 'DEPTH_ZERO_SELF_SIGNED_CERT', curl: 60 },
  'untrusted-root': { node: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', curl: 60 },
  'corporate-proxy': { node: 'SELF_SIGNED_CERT_IN_CHAIN', curl: 60 },
  'incomplete-chain': { node: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', curl: 60 },
  'expired-intermediate': { node: 'CERT_HAS_EXPIRED', curl: 60 },
  'bad-signature': { node: 'CERT_SIGNATURE_FAILURE', curl: 35 },
  'wrong-purpose': { node: 'INVALID_PURPOSE', curl: 60 },
  'no-san': { node: 'ok', curl: 0 },
  'weak-key': { node: /^(?:ok|UNSPECIFIED)$/, curl: 60 },
  sha1: { node: 'UNSPECIFIED', curl: 60 },
};

const cases = Object.entries(outcomes) as [CertificateProfile, Outcome][];

beforeAll(async () => {
  writeFileSync(rootFile, lab.root());
  for (const [profile] of cases) servers.set(...(await serve(profile)));
});

afterAll(() => {
  for (const server of servers.values()) server.close();
  rmSync(folder, { recursive: true });
});

function portOf(profile: CertificateProfile): number {
  const address = servers.get(profile)?.address() as AddressInfo | undefined;
  return address?.port ?? 0;
}

type Version = 'TLSv1.2' | 'TLSv1.3';

/** `ok`, or the code of the error. */
function nodeSays(profile: CertificateProfile, version: Version, ca = lab.root()): Promise<string> {
  return new Promise((resolve) => {
    const reach = { host: '127.0.0.1', servername: 'localhost', port: portOf(profile), agent: false };
    const asked = request({ ...reach, ca, minVersion: version, maxVersion: version }, (response) => {
      response.resume().once('end', () => resolve('ok'));
    });
    asked.once('error', (error) => resolve(errorCode(error)));
    asked.end();
  });
}

function curlExits(profile: CertificateProfile, version: Version): Promise<number> {
  const port = portOf(profile);
  const tls = version === 'TLSv1.2' ? ['--tls-max', '1.2'] : ['--tlsv1.3'];
  const resolves = ['--noproxy', '*', '--resolve', `localhost:${port}:127.0.0.1`];
  const args = [
    '-q',
    '-sS',
    '-m',
    '20',
    '--cacert',
    rootFile,
    ...tls,
    ...resolves,
    `https://localhost:${port}/`,
  ];
  return new Promise((resolve) => {
    execFile('curl', args, (error) => resolve(error === null ? 0 : Number(error.code)));
  });
}

test.each(cases)('Node says of %s what it says of such a certificate', async (profile, { node }) => {
  const expected = typeof node === 'string' ? node : expect.stringMatching(node);
  expect(await nodeSays(profile, 'TLSv1.3')).toEqual(expected);
  expect(await nodeSays(profile, 'TLSv1.2')).toEqual(expected);
});

needs('curl').each(cases)('curl ends on %s as on such a certificate', async (profile, { curl }) => {
  expect(await curlExits(profile, 'TLSv1.3')).toBe(curl);
  expect(await curlExits(profile, 'TLSv1.2')).toBe(curl);
});

test('the corporate proxy is believed once its root is trusted, and vouches for nobody else', async () => {
  expect(await nodeSays('corporate-proxy', 'TLSv1.3', lab.corporateRoot())).toBe('ok');
  expect(await nodeSays('valid', 'TLSv1.3', lab.corporateRoot())).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
});

/** A server that lets in only clients that our root vouches for. */
function admits(credentials: { readonly key: string; readonly cert: string } | undefined): Promise<string> {
  const { key, chain } = lab.credentials('valid', lab.names);
  const server = createServer({ key, cert: chain, ca: lab.root(), requestCert: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const name = String(socket.getPeerCertificate().subject?.CN ?? 'nobody');
    socket.once('data', () => socket.end(answer.replace('ok', name).replace('2\r\n', `${name.length}\r\n`)));
  });
  return new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const reach = { host: '127.0.0.1', servername: 'localhost', port, agent: false, ca: lab.root() };
      const asked = request({ ...reach, ...credentials }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      });
      asked.once('error', (error) => resolve(errorCode(error)));
      asked.end();
    });
  }).finally(() => server.close());
}

test('a client is let in by a server that trusts the root alone, and nobody else is', async () => {
  const { key, chain } = lab.client();
  expect(await admits({ key, cert: chain })).toBe('badgateway client');
  expect(await admits(undefined)).not.toBe('badgateway client');
  const server = lab.credentials('valid', lab.names);
  expect(await admits({ key: server.key, cert: server.chain })).not.toBe('badgateway client');
});
