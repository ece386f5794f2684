import { z } from 'zod';
import { operation } from '../operation.ts';
import { labelField, reportShape } from '../shapes.ts';

export const verdicts = operation({
  name: 'verdicts',
  summary: 'The verdicts so far, as a report',
  method: 'get',
  path: '/verdicts',
  input: z.strictObject({ label: labelField }),
  output: reportShape,
  command: { name: 'verdicts', prints: 'report' },
  effect: ({ label }, { steering }) => steering.verdicts(label ?? null),
});
