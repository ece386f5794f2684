import { rows } from './keys-in-headers-only.rows.ts';
import { testRows } from './rows.ts';

testRows('keys-in-headers-only', rows);
