import { z } from 'zod';
import { expectation } from './expectation.ts';

export const noticesTruncation = expectation({
  name: 'notices-truncation',
  summary: 'takes half an answer for a failure, never for an answer',
  params: z.strictObject({}),
  standard: {
    says: 'a message whose end is missing is incomplete, and is not taken for a whole one',
    source: 'RFC 9112 section 8',
  },
  fix:
    'take a stream for whole only once a finish_reason (and [DONE]) has come, let JSON that cannot be read ' +
    'and a connection that breaks be errors, and raise: never return the text so far as the answer',
  check: 'badgateway drill stream-cut-clean stream-cut-reset truncated-json -- CMD: it fails, or asks again',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
