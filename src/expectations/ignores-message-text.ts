import { z } from 'zod';
import { expectation } from './expectation.ts';

export const ignoresMessageText = expectation({
  name: 'ignores-message-text',
  summary: 'decides by status, code and header fields: the same when the message is worded otherwise',
  params: z.strictObject({}),
  standard: {
    says: 'the text of an error is for people and may change; programs go by status and code',
    source: 'RFC 9457 section 3.1.4',
  },
  fix:
    'decide by the status, error.code and Retry-After; take out every test of error.message ' +
    '(includes, match, a regular expression for "try again in 2.5s")',
  check: 'badgateway drill SCENARIO --repeat 8 -- CMD, with message: scrambled in every second error',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
