import { rows } from './backs-off.rows.ts';
import { testRows } from './rows.ts';

testRows('backs-off', rows);
