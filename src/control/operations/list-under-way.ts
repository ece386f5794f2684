import { z } from 'zod';
import { operation } from '../operation.ts';
import { requestShape } from '../shapes.ts';

export const listUnderWay = operation({
  name: 'listUnderWay',
  summary: 'The requests whose answers have not ended, such as those that hang, oldest first',
  method: 'get',
  path: '/under-way',
  input: z.strictObject({
    limit: z.coerce.number<number | string>().int().min(1).max(10_000).default(1_000),
  }),
  output: z.strictObject({
    now: z.number().describe("The gateway's time, in milliseconds since the Unix epoch."),
    count: z.int().describe('Requests under way, also those that are not listed.'),
    hanging: z.int().describe('Answers that hang at this moment.'),
    requests: z.array(requestShape).readonly(),
  }),
  command: { name: 'under-way' },
  effect: ({ limit }, { steering }) => ({
    now: steering.clock.now(),
    count: steering.underWay(),
    hanging: steering.hanging(),
    requests: steering.requests(limit),
  }),
});
