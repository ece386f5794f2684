import { test } from 'vitest';
import { terminal } from '../../../src/report/terminal.ts';
import { someJudgement } from '../../helpers/judgement.ts';

test('x', () => {
  console.log(terminal.write(someJudgement(), { colour: false, columns: 100 }));
});
