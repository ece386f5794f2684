import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { expectation } from './expectation.ts';

export const hasReadTimeout = expectation({
  name: 'has-read-timeout',
  summary: 'leaves a connection that has gone silent',
  params: z.strictObject({
    within: duration.exactOptional().describe('Longest silence that it may wait for. Default: 30s.'),
  }),
  standard: null,
  fix:
    'set a limit for the silence between two reads, besides the one for connecting: an AbortController that is ' +
    'rearmed with every chunk, httpx.Timeout(read=30), requests timeout=(5, 30), curl --speed-time 30',
  check: 'badgateway drill hangs stream-stalls -- CMD: it leaves each silence by itself',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
