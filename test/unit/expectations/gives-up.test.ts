import { rows } from './gives-up.rows.ts';
import { testParams } from './params.ts';
import { testRows } from './rows.ts';

testRows('gives-up', rows);

testParams(
  'gives-up',
  [{}, { attempts: 1 }, { within: '2m' }],
  [{ attempts: 0 }, { attempts: 2.5 }, { within: 2 }],
);
