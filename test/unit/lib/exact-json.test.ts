import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactJson, exactText } from '../../../src/lib/exact-json.ts';

test.each<[string, unknown]>([
  ['{"id":9007199254740993}', { id: 9007199254740993n }],
  ['[-9007199254740993, 9007199254740992]', [-9007199254740993n, 9007199254740992n]],
  ['[9007199254740991, 1e20, 12345678901234567.5]', [2 ** 53 - 1, 1e20, 12345678901234568]],
  ['{"a":"9007199254740993","9007199254740993":[]}', { a: '9007199254740993', '9007199254740993': [] }],
  ['{"\\"9007199254740993":true,"b":[null,false,{}]}', { '"9007199254740993': true, b: [null, false, {}] }],
  [' 9007199254740993 ', 9007199254740993n],
  ['"1234567890123456"', '1234567890123456'],
  ['[1234567890123456', undefined],
  ['no JSON 1234567890123456', undefined],
])('%s', (text, expected) => {
  expect(exactJson(text)).toEqual(expected);
});

test('an integer of more digits than anybody means is rounded as ever, and takes no time', () => {
  expect(exactJson(`[${'9'.repeat(1_000_000)}]`)).toEqual([Number.POSITIVE_INFINITY]);
});

test('what is read is written again as it was, bigint or not', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(fc.string(), tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, (given) => {
      const text = exactText(given);
      expect(exactText(exactJson(text))).toBe(text);
    }),
  );
});

test('without such integers it is what JSON.parse reads and JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      // A run of digits, so that the text is read again.
      const padded = `{"digits":"1234567890123456","json":${text}}`;
      expect(exactJson(padded)).toEqual(JSON.parse(padded));
      expect(exactText(JSON.parse(padded))).toBe(JSON.stringify(JSON.parse(padded)));
    }),
  );
});
