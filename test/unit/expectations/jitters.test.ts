import { rows } from './jitters.rows.ts';
import { testRows } from './rows.ts';

testRows('jitters', rows);
