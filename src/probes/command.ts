import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { probe } from './probe.ts';

export const command = probe({
  name: 'command',
  source: 'command',
  summary: 'whether a command ends with an exit code',
  unit: null,
  leastSamples: 1,
  params: z.strictObject({
    run: z
      .array(z.string().min(1, 'expected a word of the command'))
      .min(1, 'expected a command, such as [./healthy.sh, --quick]')
      .describe('The command and its arguments, one each; no shell reads them.'),
    exit: z.int().min(0).max(255).default(0).describe('Exit code that is right.'),
    timeout: duration
      .refine((ms) => ms > 0, 'expected more than 0s')
      .prefault('10s')
      .describe('How long it may take.'),
  }),
  example: { run: ['./healthy.sh'] },
  explain: ({ run, exit }) => `${run.join(' ')} ends with ${exit}`,
  async sample({ run, exit, timeout }, { outside }) {
    const { code } = await outside.run(run, timeout);
    const says = code === null ? 'it was ended' : `it ended with ${code}`;
    return { kind: 'own', outcome: code === exit ? 'held' : 'refuted', samples: 1, says };
  },
});
