import { rows } from './has-read-timeout.rows.ts';
import { testRows } from './rows.ts';

testRows('has-read-timeout', rows);
