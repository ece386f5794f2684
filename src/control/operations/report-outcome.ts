import { z } from 'zod';
import { applicationOutcomes } from '../../model/entry.ts';
import { operation } from '../operation.ts';
import { ControlError } from '../steering.ts';

export const reportOutcome = operation({
  name: 'reportOutcome',
  summary: 'Reports what an application made of a call',
  method: 'post',
  path: '/outcome',
  input: z.strictObject({
    outcome: z.enum(applicationOutcomes).describe('What the application made of the answer.'),
    call: z
      .string()
      .min(1)
      .exactOptional()
      .describe('The x-badgateway-call that was sent. Absent: the call that ended last without an outcome.'),
  }),
  body: '*',
  output: z.strictObject({
    outcome: z.enum(applicationOutcomes),
    scenario: z.string(),
    label: z.string(),
    call: z.int().nullable().describe('Ordinal in the journal; null: no call is without an outcome.'),
  }),
  command: { name: 'outcome', argument: 'outcome' },
  effect({ outcome, call = null }, { steering }) {
    const reported = steering.reportOutcome(outcome, call);
    if (reported === null) throw new ControlError(404, `no request was sent with x-badgateway-call: ${call}`);
    return { outcome, ...reported };
  },
});
