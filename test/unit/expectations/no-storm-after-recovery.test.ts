import { rows } from './no-storm-after-recovery.rows.ts';
import { testRows } from './rows.ts';

testRows('no-storm-after-recovery', rows);
