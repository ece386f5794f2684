import { z } from 'zod';
import { connectionFailuresOf } from '../timeline/connection-failures.ts';
import { formatCount } from '../timeline/retryability.ts';
import { expectation, type Problem } from './expectation.ts';
import { connectionViolations, trialsOf, violationOfTrial } from './observe/recovers.ts';

export const retries = expectation({
  name: 'retries',
  summary: 'sends a request again when what it met passes by itself',
  params: z.strictObject({}),
  standard: null,
  fix:
    'send it again after 408, 429, 500, 502, 503 and a connection that broke before the answer: ' +
    'maxRetries: 2 or more for an SDK, a loop around fetch; got and ky leave POST out unless told: ' +
    'retry: { methods: ["post"] }',
  check: 'badgateway drill bad-gateway-flaky drops-connections -- CMD: no call ends with its first attempt',
  falseAccusation: null,
  observe(timeline) {
    const trials = trialsOf(timeline);
    const again = trials.filter((trial) => trial.again === 'again').length;
    const never = trials.filter((trial) => trial.again === 'never');
    const cameBack = again + (connectionFailuresOf(timeline)?.again === true ? 1 : 0);
    const problems = [
      // Nobody has to ask again for an answer of which a part is out, and shown.
      ...never.map((trial): Problem => {
        const severity = trial.midAnswer ? 'advice' : 'error';
        return { ...violationOfTrial(trial, 'never-retried'), severity, nature: 'absent' };
      }),
      ...connectionViolations(timeline, 'again', 'never-retried').map(
        (violation): Problem => ({ ...violation, severity: 'error', nature: 'absent' }),
      ),
    ];
    const nothing = 'nothing was met that passes by itself, or giving up was as good';
    const advised = 'nothing was sent again, and that it should be is not documented';
    return {
      samples: cameBack + problems.length,
      problems,
      unclear: cameBack > 0 ? null : problems.length === 0 ? nothing : advised,
      says: `${formatCount(cameBack, 'call')} came again`,
    };
  },
});
