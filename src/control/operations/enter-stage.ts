import { z } from 'zod';
import { id } from '../../lib/shapes.ts';
import { drillAnswer, drillIdField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';
import { yamlField } from '../shapes.ts';

export const enterStage = operation({
  name: 'enterStage',
  summary: 'Puts the rules of a stage in the place of those that the drill had; time in them begins anew',
  method: 'put',
  path: '/drill/stage',
  input: z.strictObject({
    id: drillIdField,
    stage: id.max(64).describe('Its name in journal, report and metrics; rules are drill:STAGE/ID there.'),
    rules: yamlField(
      'A list of rules as in a scenario file, in YAML or JSON; they act before all others. Absent: none.',
    ).exactOptional(),
  }),
  body: '*',
  output: drillAnswer,
  command: { name: 'enter-stage', argument: 'stage' },
  effect: async ({ id: drill, stage, rules = null }, { steering }) => ({
    drill: await steering.enterStage({ id: drill, stage, rules }),
  }),
});
