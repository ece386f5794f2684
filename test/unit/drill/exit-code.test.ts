import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/drill/exit-code.ts';
import type { ExitCode, Judged } from '../../../src/model/judgement.ts';
import type { CommandEnd } from '../../../src/model/timeline.ts';
import type { Outcome } from '../../../src/model/verdict.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { timeline } from '../../helpers/timeline.ts';

const inUse = platformInUse();

function judged(outcome: Outcome, stopped: CommandEnd['stopped'] = null): Judged {
  const command: CommandEnd = { code: 0, stopped, output: 'nothing' };
  return {
    timeline: timeline({ inUse, calls: [], command }),
    title: '',
    file: '',
    seed: '1',
    verdicts: [],
    outcome,
  };
}

const [pass, fail, open] = [judged('pass'), judged('fail'), judged('inconclusive')];

test.each<readonly [string, readonly Judged[], ExitCode]>([
  ['all held', [pass, pass], 0],
  ['one is broken', [pass, fail], 1],
  ['one is open', [open, pass], 4],
  ['a broken one counts for more than an open one', [open, fail, pass], 1],
  ['a broken one counts for more than a limit that was reached', [pass, judged('fail', 'time')], 1],
  ['wherever it was reached', [fail, judged('pass', 'attempts')], 1],
  ['a limit counts for more than an open one', [open, judged('inconclusive', 'time')], 3],
  ['any limit', [pass, judged('pass', 'attempts')], 3],
])('%s', (_, all, code) => {
  expect(exitCodeOf(all)).toBe(code);
});
