import { z } from 'zod';
import type { Call } from '../model/timeline.ts';
import { describeResult } from '../timeline/describe.ts';
import { lastOf } from '../timeline/endings.ts';
import { formatCount } from '../timeline/retryability.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { basisOf, reactionsOf } from './observe/notices-truncation.ts';

const seen = {
  taken: { problem: 'took-half-an-answer', severity: 'error', says: 'it was taken for an answer' },
  'ended-well': {
    problem: 'ended-well-after-half-an-answer',
    severity: 'warning',
    says: 'the call was not retried, and the command ended with 0',
  },
} as const;

function problemOf(call: Call, kind: keyof typeof seen): Violation {
  const last = lastOf(call);
  const met = describeResult(last.result);
  const says = `a call met ${met}; ${seen[kind].says}`;
  return { ...seen[kind], nature: 'wrong', met, call, attempts: [last], says, ...basisOf(last) };
}

export const noticesTruncation = expectation({
  name: 'notices-truncation',
  summary: 'treats a truncated answer as a failure',
  params: z.strictObject({}),
  standard: {
    says: 'a message whose end is missing is incomplete, and is not taken for a whole one',
    source: 'RFC 9112 section 8',
  },
  fix:
    'take a stream for whole only once a finish_reason (and [DONE]) has come, let JSON that cannot be read ' +
    'and a connection that breaks be errors, and raise: never return the text so far as the answer',
  check: 'badgateway drill stream-cut-clean stream-cut-reset truncated-json -- CMD: it fails, or asks again',
  checkOn: playedOnDeeptoken('truncated-json', 'it fails, or asks again'),
  falsePositiveRate: null,
  observe(timeline) {
    const reactions = reactionsOf(timeline);
    const problems = reactions.flatMap(({ call, reaction }) =>
      reaction === 'taken' || reaction === 'ended-well' ? [problemOf(call, reaction)] : [],
    );
    const unknown = reactions.filter(({ reaction }) => reaction === 'unknown').length;
    return {
      samples: reactions.length - unknown,
      problems,
      unclear:
        unknown === 0
          ? null
          : `the outcome of ${formatCount(unknown, 'broken answer')} is not known: POST it to ` +
            'BADGATEWAY_OUTCOME_URL, or drill a command that sends one request and exits with its result',
      says: `${formatCount(reactions.length, 'call')} met a broken answer and noticed it`,
    };
  },
});
