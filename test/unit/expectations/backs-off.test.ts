import { rows } from './backs-off.rows.ts';
import { testParams } from './params.ts';
import { testRows } from './rows.ts';

testRows('backs-off', rows);

testParams(
  'backs-off',
  [{}, { first: '1s', factor: 1, jitter: 0, cap: '30s' }, { jitter: 1 }],
  [{ factor: 0.99 }, { jitter: -0.01 }, { jitter: 1.01 }, { first: 5 }, { cap: 'long' }, { times: 3 }],
);
