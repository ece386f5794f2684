import { rows } from './gives-up.rows.ts';
import { testRows } from './rows.ts';

testRows('gives-up', rows);
