import { rows } from './does-not-retry.rows.ts';
import { testRows } from './rows.ts';

testRows('does-not-retry', rows);
