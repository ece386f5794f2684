import { z } from 'zod';
import { requestFault } from './fault.ts';

const says = {
  unasked: 'send 100 Continue, also to a client that did not ask for it',
  never: 'send no 100 Continue, so that a client that waits for it sends its body late or never',
} as const;

const params = z.strictObject({
  send: z.enum(['unasked', 'never']).default('unasked').describe('`never`: not even to a client that asks.'),
});

/** RFC 9110 section 10.1.1: a server may leave it out, and a client must not wait for it for ever. */
export const continue100 = requestFault({
  name: 'continue',
  layer: 'head',
  effect: 'rewrites',
  summary: 'send 100 Continue unasked, or withhold it from a client that asks by Expect: 100-continue',
  params,
  main: 'send',
  example: { send: 'unasked' },
  before: ({ send }) => (send === 'never' ? 'continue' : null),
  explain: ({ send }) => says[send],
  async *apply(steps, { params: { send } }) {
    if (send === 'unasked') yield { kind: 'informational', status: 100, reason: 'Continue', headers: [] };
    for await (const step of steps)
      if (send === 'unasked' || step.kind !== 'informational' || step.status !== 100) yield step;
  },
});
