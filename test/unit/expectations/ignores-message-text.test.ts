import { rows } from './ignores-message-text.rows.ts';
import { testRows } from './rows.ts';

testRows('ignores-message-text', rows);
