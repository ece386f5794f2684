import { z } from 'zod';
import { lastDrillAnswer } from '../drill-shapes.ts';
import { operation } from '../operation.ts';

export const showDrill = operation({
  name: 'showDrill',
  summary: 'The drill under way, or the last one',
  method: 'get',
  path: '/drill',
  input: z.strictObject({}),
  output: lastDrillAnswer,
  command: { name: 'drill' },
  effect: (_, { steering }) => ({ drill: steering.drill() }),
});
