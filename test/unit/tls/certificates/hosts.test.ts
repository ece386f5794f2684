import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../src/lib/errors.ts';
import * as hosts from '../../../../src/tls/certificates/hosts.ts';

const spellings: readonly (readonly [given: string, canonical: string | null])[] = [
  ['LocalHost', 'localhost'],
  ['*.Gateway.test', '*.gateway.test'],
  ['bücher.test', 'xn--bcher-kva.test'],
  ['api_v1.gateway-2.test', 'api_v1.gateway-2.test'],
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8::00A', '2001:db8::a'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ...[
    ...['', '*', '*.', '.test', 'a..test', 'gateway.test.', '-a.test', 'a.*.test', 'a*.test'],
    ...['a b', 'a/b', 'a?b', 'a#b', 'a%62', 'a@b', 'a,b', 'a\\b', 'a\0b', 'https://a.test'],
    ...['localhost:443', '[::1]', '::1%lo', '1::2::3', ':', '::1]/[', '1.2.3', '0x7f.1', '256.1.1.1'],
    ...[`${'a'.repeat(64)}.test`, `${'a.'.repeat(126)}ab`],
  ].map((given) => [given, null] as const),
];

test.each(spellings)('"%s" is the host %s', (given, canonical) => {
  expect(hosts.canonicalHost(given)).toBe(canonical);
});

test('a canonical host is its own canonical form', () => {
  fc.assert(
    fc.property(fc.oneof(fc.domain(), fc.ipV6(), fc.ipV4()), (host) => {
      const canonical = hosts.canonicalHost(host);
      expect(canonical === null ? null : hosts.canonicalHost(canonical)).toBe(canonical);
    }),
  );
});

const addresses: readonly (readonly [host: string, hex: string | undefined])[] = [
  ['localhost', undefined],
  ['*.gateway.test', undefined],
  ['127.0.0.1', '7f000001'],
  ['::', '0'.repeat(32)],
  ['::1', `${'0'.repeat(31)}1`],
  ['1::', `0001${'0'.repeat(28)}`],
  ['2001:db8::a:b', '20010db8000000000000000000' + '0a000b'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
];

test.each(addresses)('%s has the address %s', (host, hex) => {
  expect(hosts.addressBytes(host)?.toString('hex')).toBe(hex);
});

test('a lab is for its own hosts and those given, each once, in one spelling', () => {
  expect(hosts.labNames(['Gateway.test', 'gateway.test', '::0001', '*.x.test'])).toEqual([
    ...['localhost', '127.0.0.1', '::1', 'gateway.test', '*.x.test'],
  ]);
});

test('a name that is no host is refused with what would be one', () => {
  expect(() => hosts.labNames(['https://a.test'])).toThrow(UsageError);
  expect(() => hosts.labNames(['https://a.test'])).toThrow(/"https:\/\/a\.test".*gateway\.test/);
});

const names = ['localhost', '::1', '*.x.test'];
const covered: readonly (readonly [host: string, covered: boolean])[] = [
  ['localhost', true],
  ['::1', true],
  ['a.x.test', true],
  ['a.b.x.test', true],
  ['x.test', false],
  ['ax.test', false],
  ['localhost.x', false],
  ['127.0.0.1', false],
];

test.each(covered)('whether %s is covered by a wildcard and names: %s', (host, expected) => {
  expect(hosts.coveredBy(names, host)).toBe(expected);
});
