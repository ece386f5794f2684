import { z } from 'zod';
import { drillAnswer, drillIdField, reasonField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';

export const endDrill = operation({
  name: 'endDrill',
  summary: 'Ends a drill: its rules go, and its faults that are under way end at once',
  method: 'post',
  path: '/drill/end',
  input: z.strictObject({
    id: drillIdField,
    reason: z.enum(['completed', 'stopped']).describe('stopped: before it was complete.'),
    because: reasonField.exactOptional().describe('Why, in words.'),
  }),
  body: '*',
  output: drillAnswer,
  command: { name: 'end-drill', argument: 'id' },
  effect: ({ id, reason, because = null }, { steering }) => ({
    drill: steering.endDrill(id, reason, because),
  }),
});
