import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeExported, type Exported, type ExportedRoot } from '../../../src/command/describe-ca.ts';
import { trustLines } from '../../../src/command/trust.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLab } from '../../../src/tls/certificates/lab.ts';
import { permittedHosts } from '../../../src/tls/certificates/name-constraints.ts';

const own = ['localhost', '127.0.0.1', '::1'];

const many = (count: number) => Array.from({ length: count }, (_, index) => `host-${index}.gateway.internal`);

test.each<readonly [names: readonly string[], permitted: readonly string[]]>([
  [[], []],
  [
    ['gateway.internal', '10.0.0.5'],
    ['gateway.internal', '10.0.0.5'],
  ],
  [
    ['*.gateway.internal', 'fd00::5'],
    ['gateway.internal', 'fd00::5'],
  ],
  // Lengths of two bytes, and of three.
  [many(10), many(10)],
  [many(100), many(100)],
])('a root for %j says itself what it can vouch for', (names, permitted) => {
  const lab = createLab({ names, directory: null, clock: systemClock });
  for (const pem of [lab.root(), lab.corporateRoot()])
    expect(permittedHosts(new X509Certificate(pem).raw)).toEqual([...own, ...permitted, 'invalid']);
});

const fingerprint = '1A:2B:3C:4D:5E:6F';

test('what each runtime needs, with words that a shell hands on unchanged', () => {
  const lines = trustLines({ root: '/my ca/ca.pem', bundle: '/my ca/bundle.pem', fingerprint });
  expect(lines.map(({ runtime, line }) => `${runtime} | ${line}`)).toEqual([
    "Node: fetch, https, openai | export NODE_EXTRA_CA_CERTS='/my ca/ca.pem'",
    "Python: requests | export REQUESTS_CA_BUNDLE='/my ca/bundle.pem'",
    "Python: httpx, openai, urllib | export SSL_CERT_FILE='/my ca/bundle.pem'",
    "curl, once | curl --cacert '/my ca/ca.pem'",
    "curl | export CURL_CA_BUNDLE='/my ca/bundle.pem'",
    "Go on Linux | export SSL_CERT_FILE='/my ca/bundle.pem'",
    "Java, first | keytool -importcert -noprompt -alias badgateway-1a2b3c4d -file '/my ca/ca.pem' " +
      "-keystore '/my ca/truststore.p12' -storetype PKCS12 -storepass changeit",
    "Java, then | java '-Djavax.net.ssl.trustStore=/my ca/truststore.p12' " +
      '-Djavax.net.ssl.trustStorePassword=changeit',
  ]);
});

function rootOf(name: string): ExportedRoot {
  const [ca, bundle] = [`/k/${name}.pem`, `/k/${name}-bundle.pem`];
  const lines = [{ runtime: 'curl', line: `curl --cacert ${ca}` }];
  return { ca, bundle, fingerprint, vouchesFor: ['localhost', 'invalid'], lines };
}

const alone: Exported = {
  directory: '/k',
  root: rootOf('ca'),
  corporate: null,
  client: null,
  options: '--ca-dir /k',
};

test('what is said of the root: files, fingerprint, whom it can vouch for, how to go on', () => {
  const said = describeExported(alone, false);
  for (const part of [
    fingerprint,
    'alone: localhost, invalid.\n',
    '  /k/ca.pem         the root\n',
    '  /k/ca-bundle.pem  the system',
    '  /k/private ',
    '\n  curl  curl --cacert /k/ca.pem\n',
    '\n  badgateway serve --ca-dir /k\n',
  ])
    expect(said).toContain(part);
  expect(said).not.toMatch(/New roots|corporate|client-certificate-required/);
});

test('what was asked for besides is said besides', () => {
  const client = {
    certificate: '/k/client.pem',
    key: '/k/client-key.pem',
    line: 'curl --cert /k/client.pem',
  };
  const said = describeExported({ ...alone, corporate: rootOf('corporate'), client }, true);
  for (const part of [
    'load them again',
    'badgateway serve corporate-proxy --ca-dir /k\n',
    'curl --cacert /k/corporate.pem',
    'badgateway serve client-certificate-required --ca-dir /k\n  curl --cert /k/client.pem\n',
  ])
    expect(said).toContain(part);
});
