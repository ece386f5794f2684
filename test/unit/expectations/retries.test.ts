import { rows } from './retries.rows.ts';
import { testRows } from './rows.ts';

testRows('retries', rows);
