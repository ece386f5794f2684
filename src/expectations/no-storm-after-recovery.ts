import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { formatMs } from '../timeline/describe.ts';
import { firstWaitsOf } from '../timeline/own-waits.ts';
import { maxShown, type Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { failedTogether, type Herd, herdOf, minHerd } from './observe/no-storm-after-recovery.ts';

function problemOf({ together, windowMs }: Herd): Violation {
  return {
    ...{ problem: 'came-back-together', severity: 'warning', nature: 'wrong', met: 'own waits', call: null },
    attempts: together.slice(0, maxShown).map(({ attempt }) => attempt),
    says: `${together.length} calls came back within ${formatMs(windowMs)}`,
  };
}

const tenErrors = `healthy --only no-storm-after-recovery --rule '${Array(minHerd).fill(500).join(', ')}'`;

export const noStormAfterRecovery = expectation({
  name: 'no-storm-after-recovery',
  summary: 'does not come back with all its calls at the same instant',
  params: z.strictObject({}),
  standard: null,
  fix:
    'draw each wait anew, wait * (0.5 + Math.random()), for each call by itself and not once for a batch, ' +
    'and let a limited number of calls be under way, as p-limit does, or curl --rate 240/m',
  check: `badgateway drill ${tenErrors} -- CMD, with ten calls at once: they come again spread out`,
  checkOn: playedOnDeeptoken(tenErrors, 'with ten calls at once, which come again spread out'),
  falsePositiveRate: 'under 1 in 1,000 for a jitter of 25 % or more',
  dependsOn: 'waits',
  observe(timeline) {
    const waits = firstWaitsOf(timeline);
    const herd = herdOf(waits);
    const had = `had ${formatCount(waits.length, 'call')} that came again, and fewer than that at a time`;
    return {
      samples: waits.length,
      problems: herd === null ? [] : [problemOf(herd)],
      unclear: failedTogether(waits)
        ? null
        : `needs ${minHerd} calls that fail at about the same time; ${had}`,
      says: `${waits.length} calls came back spread out`,
    };
  },
});
