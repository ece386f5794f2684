import { rows } from './exit.rows.ts';
import { testRows } from './rows.ts';

testRows('exit', rows);
