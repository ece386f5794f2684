import { rows } from './falls-back.rows.ts';
import { testParams } from './params.ts';
import { testRows } from './rows.ts';

testRows('falls-back', rows);

testParams('falls-back', [{}, { after: 1 }], [{ after: 0 }, { after: 1.5 }]);
