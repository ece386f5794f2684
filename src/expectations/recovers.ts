import { z } from 'zod';
import { connectionFailuresOf } from '../timeline/connection-failures.ts';
import { formatCount } from '../timeline/retryability.ts';
import { expectation, type Problem } from './expectation.ts';
import { connectionViolations, trialsOf, violationOfTrial } from './observe/recovers.ts';

/**
 * Who asks for it says that the trouble ends: a call that ends first has stopped too early. Excused are
 * calls that came ten times, were told to wait for more than a minute, met an error that stays, or were
 * stopped.
 */
export const recovers = expectation({
  name: 'recovers',
  summary: 'ends with an answer once the trouble is over',
  params: z.strictObject({}),
  standard: null,
  fix:
    'go on for as long as such trouble lasts: more attempts, or waits that grow; five attempts, ' +
    '1, 2, 4 and 8 s apart, outlast a quarter of a minute, the two retries of an SDK one and a half seconds',
  check:
    'badgateway drill rate-limited-then-recovers bad-gateway-flaky -- CMD: every call ends with an answer',
  falseAccusation: null,
  observe(timeline) {
    const trials = trialsOf(timeline);
    const answered = trials.filter((trial) => trial.answered === 'answered').length;
    const recovered = answered + (connectionFailuresOf(timeline)?.answered === true ? 1 : 0);
    const problems = [
      ...trials
        .filter((trial) => trial.answered === 'open')
        .map((trial) => violationOfTrial(trial, 'never-recovered')),
      ...connectionViolations(timeline, 'answered', 'never-recovered'),
    ].map((violation): Problem => ({ ...violation, severity: 'error', nature: 'absent' }));
    const nothing = timeline.fired.size === 0 ? 'nothing was injected' : 'no call met anything that passes';
    const assumed = 'no call recovered, and that it could have is not documented';
    return {
      samples: recovered + problems.length,
      problems,
      unclear: recovered > 0 ? null : problems.length === 0 ? nothing : assumed,
      says: `${formatCount(recovered, 'call')} met trouble and ended with an answer`,
    };
  },
});
