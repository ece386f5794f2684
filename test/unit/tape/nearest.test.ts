import { expect, test } from 'vitest';
import { describeDifference, differencesOf } from '../../../src/tape/differences.ts';
import { describeNearest } from '../../../src/tape/nearest.ts';
import { asked, recorded } from './recordings.ts';

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

test.each([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1, b: 2 }, { a: 1 }, ['/b asked 2, recorded nothing']],
  [{}, { 'a/b~c': null }, ['/a~1b~0c asked nothing, recorded nothing']],
  [
    [1, [2, 3]],
    [1, [2, 4, 5]],
    ['/1/1 asked 3, recorded 4', '/1/2 asked nothing, recorded 5'],
  ],
  [{ a: [] }, { a: {} }, ['/a asked a list, recorded a mapping']],
  ['x'.repeat(99), 1, [`the body asked "${'x'.repeat(60)}…", recorded 1`]],
  [
    { content: 'My name is Ada' },
    { content: 'My name is Grace' },
    ['/content asked a text of 14 characters, recorded a text of 16 characters, the same up to character 11'],
  ],
  [{ content: 'a b' }, {}, ['/content asked a text of 3 characters, recorded nothing']],
  [{ toString: 1 }, {}, ['/toString asked 1, recorded nothing']],
])('%j and %j differ in %j', (one, other, said) => {
  expect(differencesOf(one, other, 9).map(describeDifference)).toEqual(said);
});

test('what is nested without end is compared without end of stack', () => {
  const [{ pointer } = { pointer: '' }, ...more] = differencesOf(deep(20_000), deep(20_000), 9);
  expect([pointer.length, more]).toEqual([128, []]);
});

test('no more differences are shown than are asked for', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]));
  expect(differencesOf(many, {}, 64)).toHaveLength(64);
  const says = describeNearest(asked(many), [recorded('t:2', asked({}))]);
  expect(says).toContain('/k4 asked 4, recorded nothing; and many more');
  expect(says.length).toBeLessThan(400);
});

const tape = [
  recorded('t:2', asked({ model: 'a', n: 1, x: 1 })),
  recorded('t:3', asked({ model: 'a', n: 2, x: 2 })),
  recorded('t:4', asked({ model: 'b', n: 3, x: 3 })),
  recorded('t:5', asked('no JSON')),
];

test.each([
  ['the fewest differences', asked({ model: 'a', n: 2, x: 9 }), 't:3, and differs in /x asked 9, recorded 2'],
  ['the same model first', asked({ model: 'a', n: 3, x: 3 }), 't:2, and differs in /n asked 3, recorded 1;'],
  [
    'another query',
    asked({ model: 'b', n: 3, x: 3 }, { query: '?a' }),
    't:4, and differs in the query asked "?a", recorded ""',
  ],
  [
    'another spelling',
    asked('{ "model":"b","n":3,"x":3}', { model: 'b' }),
    't:4, and differs in the spelling of the same JSON',
  ],
])('the nearest has %s', (_, request, says) => {
  expect(describeNearest(request, tape)).toContain(`the nearest one is ${says}`);
});

test('of a body that was too long to keep the hash is all there is', () => {
  const long = asked({ a: 1 }, { bodyBytes: 99_999, bodyHash: '0'.repeat(64) });
  expect(describeNearest(asked({ a: 2 }), [recorded('t:2', long)])).toContain(
    'the nearest one is t:2, and differs in the body, of which no more than its hash can be compared',
  );
});

test('where nothing was recorded of a path, the paths are shown', () => {
  const elsewhere = asked(null, { method: 'GET', path: '/v1/files' });
  expect(describeNearest(elsewhere, tape)).toBe('what was recorded is POST /v1/chat/completions');
});
