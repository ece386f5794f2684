import { expect, test } from 'vitest';
import { tlsNames } from '../../../src/command/tls-names.ts';

test.each([
  'gateway.internal',
  'gateway',
  '*.gateway.internal',
  'xn--bcher-kva.example',
  '3scale.example',
  '10.0.0.5',
  'fd00::5',
  `${'a'.repeat(63)}.example`,
])('%j is a name', (name) => {
  expect(tlsNames([name])).toEqual([name]);
});

test.each([
  'https://gateway.internal',
  'gateway.internal:4010',
  '[::1]',
  '*',
  'a.*.internal',
  '*.*.internal',
  '*gateway.internal',
  '*.',
  '-gateway.internal',
  'gateway..internal',
  '10.0.0.256',
  'fe80::1%eth0',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(126)}example`,
  'a\nb',
])('%j is refused', (name) => {
  expect(() => tlsNames([name])).toThrow(`Failed to read --tls-name: ${JSON.stringify(name)}; allowed: `);
});

test('all mistakes are told at once, with what is allowed; what is well is not told of', () => {
  expect(() => tlsNames(['https://a', 'fine.internal', 'b:1'])).toThrow(
    'Failed to read --tls-name: "https://a", "b:1"; allowed: a host (gateway.internal), all hosts of a ' +
      'domain (*.gateway.internal), an IP address (10.0.0.5, fd00::5); without scheme, port and brackets',
  );
});

test('blanks and empty names between commas are nothing; none is none', () => {
  expect(tlsNames(['a.internal', ' b.internal', ''])).toEqual(['a.internal', 'b.internal']);
  expect(tlsNames()).toEqual([]);
});
