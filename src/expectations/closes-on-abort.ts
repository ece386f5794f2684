import { z } from 'zod';
import { expectation } from './expectation.ts';

export const closesOnAbort = expectation({
  name: 'closes-on-abort',
  summary: 'closes the connection of an answer that it has given up on',
  params: z.strictObject({}),
  standard: {
    says: 'a connection that nobody will use any more is closed, so that the other side can stop its work',
    source: 'RFC 9112 section 9.6',
  },
  fix:
    'hand the AbortSignal of the call to fetch (signal: controller.signal) and abort it in the timeout; cancel ' +
    'the body that is not read (response.body.cancel(), response.close()) instead of dropping it',
  check: 'badgateway drill hangs stream-stalls -- CMD: each answer is left before the next request is sent',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
