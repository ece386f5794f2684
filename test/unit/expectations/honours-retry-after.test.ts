import { rows } from './honours-retry-after.rows.ts';
import { testRows } from './rows.ts';

testRows('honours-retry-after', rows);
