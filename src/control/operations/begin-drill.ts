import { z } from 'zod';
import { duration } from '../../lib/shapes.ts';
import { drillAnswer, reasonField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';
import { yamlField } from '../shapes.ts';

/** Milliseconds. */
const [leastMs, mostMs] = [100, 3_600_000];

export const beginDrill = operation({
  name: 'beginDrill',
  summary: 'Begins a drill, which holds the lease of the gateway until it ends',
  method: 'post',
  path: '/drill/begin',
  input: z.strictObject({
    drill: reasonField.describe('Its name in journal, report and metrics.'),
    lease: duration
      .refine((ms) => ms >= leastMs && ms <= mostMs, 'expected 100ms to 1h')
      .describe('How long it lasts after each renewal: 10s. 100ms to 1h.'),
    blastRadius: yamlField(
      'How far its rules may reach, in YAML or JSON, as in a scenario file. Absent: anywhere.',
    ).exactOptional(),
  }),
  body: '*',
  output: drillAnswer,
  command: { name: 'begin-drill', argument: 'drill' },
  effect: async ({ drill, lease, blastRadius = null }, { steering }) => ({
    drill: await steering.beginDrill({ drill, leaseMs: lease, blastRadius }),
  }),
});
