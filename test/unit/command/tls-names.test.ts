import { expect, test } from 'vitest';
import { tlsNames } from '../../../src/command/tls-names.ts';

test.each([
  ['gateway.internal', 'gateway.internal'],
  ['gateway', 'gateway'],
  ['Gateway.INTERNAL', 'gateway.internal'],
  ['*.gateway.internal', '*.gateway.internal'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['3scale.example', '3scale.example'],
  ['a--b.example', 'a--b.example'],
  ['10.0.0.5', '10.0.0.5'],
  ['fd00::5', 'fd00::5'],
  ['  spaced.internal ', 'spaced.internal'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
])('%j is a name', (given, name) => {
  expect(tlsNames([given])).toEqual([name]);
});

test.each([
  ['https://gateway.internal', 'no label'],
  ['gateway.internal:4010', 'no label'],
  ['[::1]', 'no label'],
  ['*', 'no label'],
  ['a.*.internal', '"*" is no label'],
  ['*.*.internal', '"*" is no label'],
  ['*gateway.internal', 'no label'],
  ['*.', 'empty'],
  ['gateway_1.internal', 'no label'],
  ['-gateway.internal', 'no label'],
  ['gateway-.internal', 'no label'],
  ['gateway..internal', 'empty'],
  ['gateway.internal.', 'empty'],
  ['bücher.example', 'no label'],
  ['10.0.0.256', 'no IP address'],
  ['10.0.0', 'no IP address'],
  ['fe80::1%eth0', 'no zone'],
  ['*.10.0.0.5', 'no IP address'],
  [`${'a'.repeat(64)}.example`, 'no label'],
  [`${'a.'.repeat(126)}example`, 'more than 253'],
  ['a\nb', 'no label'],
])('%j is refused', (given, because) => {
  expect(() => tlsNames([given])).toThrow(because);
});

test('all mistakes are told at once, with what is allowed; what is well is not told of', () => {
  expect(() => tlsNames(['gateway_1', 'fine.internal', 'https://a'])).toThrow(
    'Failed to read --tls-name:\n' +
      '  "gateway_1": "gateway_1" is no label of letters, digits and inner hyphens\n' +
      '  "https://a": "https://a" is no label of letters, digits and inner hyphens\n' +
      'allowed: a host (gateway.internal), all hosts of a domain (*.gateway.internal), an IP address ' +
      '(10.0.0.5, fd00::5); without scheme, port and brackets',
  );
});

test('names are kept in order, each once; none is none', () => {
  expect(tlsNames(['b.internal', 'a.internal', 'B.internal', ''])).toEqual(['b.internal', 'a.internal']);
  expect(tlsNames()).toEqual([]);
});
