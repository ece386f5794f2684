import { rows } from './closes-on-abort.rows.ts';
import { testRows } from './rows.ts';

testRows('closes-on-abort', rows);
