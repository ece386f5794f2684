import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { connectionFailuresOf } from '../timeline/connection-failures.ts';
import { expectation, onDeeptoken } from './expectation.ts';
import { connectionViolations, transientFailuresOf, violationOfFailure } from './observe/recovers.ts';

/**
 * A scenario that asks for this expectation promises that its faults end: a call that ends before them
 * stopped too early. Excused are calls that made ten attempts, were asked to wait for more than a minute,
 * met a permanent error, were stopped, or are polls.
 */
export const recovers = expectation({
  name: 'recovers',
  summary: 'ends with an answer once the fault is over',
  params: z.strictObject({}),
  standard: null,
  fix:
    'retry for as long as such faults last: more attempts, or waits that grow; five attempts, ' +
    '1, 2, 4 and 8 s apart (curl --retry 4), outlast a quarter of a minute, ' +
    'the two retries of an SDK one and a half seconds',
  check: 'badgateway drill rate-limited-then-recovers server-errors -- CMD: every call ends with an answer',
  checkOn: onDeeptoken('platform-error', 'every call ends with an answer'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline) {
    const failures = transientFailuresOf(timeline);
    const answered = failures.filter((failure) => failure.answered === 'answered').length;
    const recovered = answered + (connectionFailuresOf(timeline)?.answered === true ? 1 : 0);
    const problems = [
      ...failures
        .filter((failure) => failure.answered === 'open')
        .map((failure) => ({
          ...violationOfFailure(failure, 'never-recovered'),
          dependsOnFaults: true as const,
        })),
      ...connectionViolations(timeline, 'answered', 'never-recovered'),
    ];
    const nothing = timeline.fired.size === 0 ? 'nothing was injected' : 'no call met a transient failure';
    const assumed = 'no call recovered, but no document says that it could have';
    return {
      samples: recovered + problems.length,
      problems,
      unclear: recovered > 0 ? null : problems.length === 0 ? nothing : assumed,
      says: `${formatCount(recovered, 'call')} failed at first and ended with an answer`,
    };
  },
});
