import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { resultKey } from '../timeline/retryability.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { differenceOf, tookTurns, type Wordings, wordingsOf } from './observe/ignores-message-text.ts';

function problemsOf(wordings: Wordings): Violation[] {
  const { plain, reworded } = wordings;
  const [difference, first] = [differenceOf(wordings), reworded[0]];
  if (difference === null || first === undefined) return [];
  const { call, attempt } = first;
  const met = resultKey(attempt.result);
  return [
    {
      ...{ problem: 'behaviour-follows-text', severity: 'error', nature: 'wrong', met },
      ...{ call, attempts: [attempt] },
      says:
        `${difference} depends on the message of ${met}, seen on ` +
        `${formatCount(plain.length, 'answer')} as documented and ${reworded.length} worded otherwise`,
    },
  ];
}

export const ignoresMessageText = expectation({
  name: 'ignores-message-text',
  summary: 'behaves the same whatever the message of an error says: status, code and header fields decide',
  params: z.strictObject({}),
  standard: {
    says: 'the text of an error is for people; programs do not parse it',
    source: 'RFC 9457 section 3.1.4',
  },
  fix:
    'decide by the status, [408, 429, 500, 502, 503].includes(response.status), error.code and ' +
    'Retry-After; take out every test of error.message ' +
    '(includes, match, a regular expression for "try again in 2.5s")',
  check: 'badgateway drill reworded-messages -- CMD: it does the same after both wordings',
  checkOn: playedOnDeeptoken('reworded-messages', 'it does the same after both wordings'),
  falsePositiveRate: 'none for whether it retries; for its waits at most 2 of 12,870 runs of 8 calls each',
  observe(timeline) {
    const compared = wordingsOf(timeline).filter(tookTurns);
    const samples = compared.reduce((sum, { plain, reworded }) => sum + plain.length + reworded.length, 0);
    return {
      samples,
      problems: compared.flatMap(problemsOf),
      unclear: samples === 0 ? 'no error came twice as documented and, in turn, twice reworded' : null,
      says: `${formatCount(samples, 'error')}, answered alike whatever the message said`,
    };
  },
});
