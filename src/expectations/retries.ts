import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { connectionFailuresOf } from '../timeline/connection-failures.ts';
import { expectation, onDeeptoken } from './expectation.ts';
import {
  connectionViolations,
  transientFailuresOf,
  violationOfMove,
  violationOfNever,
} from './observe/recovers.ts';

export const retries = expectation({
  name: 'retries',
  summary: 'retries a request after a transient failure',
  params: z.strictObject({}),
  standard: null,
  fix:
    'send it again after 408, 429, 500, 502, 503 and a connection that broke before the answer: ' +
    'maxRetries: 3 for an SDK, a loop around fetch; got, ky and the RetryAgent of undici leave POST out by ' +
    'default: methods: ["POST"], and so does urllib3: allowed_methods={"GET", "POST"}',
  check: 'badgateway drill server-errors drops-connections -- CMD: no call ends with its first attempt',
  checkOn: onDeeptoken('platform-error', 'no call ends with its first attempt'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline) {
    const failures = transientFailuresOf(timeline);
    const again = failures.filter((failure) => failure.again === 'again').length;
    const never = failures.filter((failure) => failure.again === 'never');
    const cameBack = again + (connectionFailuresOf(timeline)?.again === true ? 1 : 0);
    // A client that is seen to retry may also fall back at once.
    const moved = cameBack > 0 ? [] : failures.filter((failure) => failure.again === 'moved');
    const problems = [
      ...never.map(violationOfNever),
      ...moved.map(violationOfMove),
      ...connectionViolations(timeline, 'again', 'never-retried'),
    ];
    const nothing = 'no transient failure occurred, or giving up was excused';
    const advised = 'nothing was retried, but no document asks for it';
    return {
      samples: cameBack + problems.length,
      problems,
      unclear: cameBack > 0 ? null : problems.length === 0 ? nothing : advised,
      says: `${formatCount(cameBack, 'call')} came again`,
    };
  },
});
