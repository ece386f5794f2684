import { z } from 'zod';
import { sayDuration } from '../lib/units.ts';
import { comparableWaits, likenessOf } from '../timeline/jitter.ts';
import { mostShown } from '../timeline/lapse.ts';
import { sayCount } from '../timeline/trouble.ts';
import { expectation, type Problem } from './expectation.ts';

/** Of fewer waits even equal ones may be luck. */
const leastWaits = 4;

export const jitters = expectation({
  name: 'jitters',
  summary: 'varies its waits, so that clients do not come back together',
  params: z.strictObject({}),
  standard: null,
  fix:
    'multiply each wait by a random factor, wait * (0.5 + Math.random()): ky and the AI SDK do not, ' +
    'p-retry only with randomize: true',
  check: 'badgateway drill overloaded-model --repeat 20 -- CMD: the first waits of the calls differ',
  falseAccusation: 'under 1 in 1,000 for a jitter of 25 % or more',
  observe(timeline) {
    const waits = comparableWaits(timeline);
    const ms = waits.map((wait) => wait.ms).sort((a, b) => a - b);
    const says =
      `the first waits of ${sayCount(waits.length, 'call')} lie between ` +
      `${sayDuration(ms[0] ?? 0)} and ${sayDuration(ms.at(-1) ?? 0)}`;
    const alike: Problem = {
      ...{ problem: 'waits-alike', severity: 'error', nature: 'wrong', met: 'own waits', call: null },
      attempts: waits.slice(0, mostShown).map(({ attempt }) => attempt),
      says,
    };
    const likeness = waits.length < leastWaits ? 'too few' : likenessOf(ms);
    const unclear = {
      'too few': `needs ${leastWaits} calls that choose their wait, had ${waits.length}: drill --repeat 20`,
      doubtful: `${says}, and a machine does as much: drill --repeat 20`,
      alike: null,
      different: null,
    };
    return {
      samples: waits.length,
      problems: likeness === 'alike' ? [alike] : [],
      unclear: unclear[likeness],
      says,
    };
  },
});
