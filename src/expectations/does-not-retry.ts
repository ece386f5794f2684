import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { expectation, onDeeptoken } from './expectation.ts';
import {
  countKept,
  finalErrors,
  permanentConnectionFailures,
  retriedBlindly,
  retriedFinals,
} from './observe/does-not-retry.ts';

export const doesNotRetry = expectation({
  name: 'does-not-retry',
  summary: 'sends nothing again that can only fail again',
  params: z.strictObject({
    status: z.array(z.int().min(400).max(599)).exactOptional().describe('Further statuses that are final.'),
    error: z.array(z.string()).exactOptional().describe("Further errors of the platform's catalogue."),
  }),
  standard: {
    says: 'a 4xx says that the request is at fault; sent again as it is, it fails again',
    source: 'RFC 9110 section 15.5',
  },
  fix:
    'look at the status before the loop goes on: if (error.status < 500 && ![408, ' +
    '429].includes(error.status)) throw error; go by the header where one says it, as ' +
    'X-Gateway-Error-Category does; after a 409 look first what has changed; p-retry: ' +
    'throw new AbortError(says)',
  check: 'badgateway drill invalid-key client-errors -- CMD: one attempt for each call',
  checkOn: onDeeptoken(
    'upstream-error wallet-empty',
    'one attempt for each call',
    'upstream-error model-not-allowed',
  ),
  falsePositiveRate: null,
  observe(timeline, named) {
    const met = finalErrors(timeline, named);
    const failedConnections = permanentConnectionFailures(timeline);
    const problems = [...retriedFinals(timeline, named), ...retriedBlindly(timeline)];
    const kept = countKept(met, problems);
    const ambiguous = `${failedConnections} connections failed, which may be one call or several`;
    const assumed = 'every permanent error was retried, but no document forbids it';
    const unproven = problems.length > 0 ? assumed : failedConnections > 1 ? ambiguous : null;
    return {
      samples: met.length + failedConnections,
      problems,
      unclear: kept > 0 ? null : unproven,
      says: `${formatCount(kept + failedConnections, 'permanent error')}, none retried unchanged`,
    };
  },
});
