import { rows } from './recovers.rows.ts';
import { testRows } from './rows.ts';

testRows('recovers', rows);
