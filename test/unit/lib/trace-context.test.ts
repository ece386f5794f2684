import { expect, test } from 'vitest';
import { readTraceparent } from '../../../src/lib/trace-context.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';

test.each<[string, string, number]>([
  ['recorded', `00-${trace}-${parent}-01`, 1],
  ['not recorded', `00-${trace}-${parent}-00`, 0],
  ['a later version with more behind it', `01-${trace}-${parent}-03-more`, 3],
])('%s', (_, given, flags) => {
  expect(readTraceparent(given)).toEqual({ trace, parent, flags });
});

test.each([
  '',
  'x',
  `ff-${trace}-${parent}-01`,
  `00-${trace}-${parent}-01-more`,
  `00-${trace}-${parent}`,
  `00-${trace.toUpperCase()}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
])('"%s" is none', (given) => {
  expect(readTraceparent(given)).toBeNull();
});
