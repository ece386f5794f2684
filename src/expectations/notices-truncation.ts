import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { reactionsOf, violationOfReaction } from './observe/notices-truncation.ts';

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
    const problems = reactions.flatMap(violationOfReaction);
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
