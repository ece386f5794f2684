import { rows } from './falls-back.rows.ts';
import { testRows } from './rows.ts';

testRows('falls-back', rows);
