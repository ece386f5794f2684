import { rows } from './does-not-retry.rows.ts';
import { testParams } from './params.ts';
import { testRows } from './rows.ts';

testRows('does-not-retry', rows);

testParams(
  'does-not-retry',
  [{}, { status: [400, 599] }, { error: ['conflict'] }],
  [{ status: [399] }, { status: [600] }, { status: 500 }, { error: 'conflict' }, { status: [400.5] }],
);
