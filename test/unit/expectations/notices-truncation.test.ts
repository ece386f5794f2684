import { rows } from './notices-truncation.rows.ts';
import { testRows } from './rows.ts';

testRows('notices-truncation', rows);
