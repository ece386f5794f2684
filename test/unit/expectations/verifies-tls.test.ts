import { testRows } from './rows.ts';
import { rows } from './verifies-tls.rows.ts';

testRows('verifies-tls', rows);
