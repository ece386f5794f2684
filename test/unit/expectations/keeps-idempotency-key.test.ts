import { rows } from './keeps-idempotency-key.rows.ts';
import { testRows } from './rows.ts';

testRows('keeps-idempotency-key', rows);
