import { z } from 'zod';
import { formatDuration } from '../lib/units.ts';
import type { OwnWait } from '../timeline/own-waits.ts';
import { ascending } from '../timeline/times.ts';
import { maxShown, type Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { comparableWaits, likenessOf } from './observe/jitters.ts';

/** Fewer waits than this may be equal by chance. */
const minWaits = 4;

function alikeBy(waits: readonly OwnWait[], says: string): Violation {
  return {
    ...{ problem: 'waits-alike', severity: 'error', nature: 'wrong', met: 'own waits', call: null },
    attempts: waits.slice(0, maxShown).map(({ attempt }) => attempt),
    says,
  };
}

export const jitters = expectation({
  name: 'jitters',
  summary: 'varies its waits, so that clients do not come back together',
  params: z.strictObject({}),
  standard: null,
  fix:
    'multiply each wait by a random factor, wait * (0.5 + Math.random()): ky and the AI SDK do not, ' +
    'p-retry only with randomize: true',
  check: 'badgateway drill internal-error-once -- CMD: the first waits of the calls differ',
  checkOn: playedOnDeeptoken('internal-error-once', 'the first waits of the calls differ'),
  falsePositiveRate: 'under 1 in 1,000 for a jitter of 25 % or more',
  dependsOn: 'waits',
  observe(timeline) {
    const waits = comparableWaits(timeline);
    const ms = ascending(waits.map((wait) => wait.ms));
    const needs = `needs ${minWaits} calls that choose their wait, had ${waits.length}: drill --repeat 20`;
    const samples = waits.length;
    if (samples < minWaits) return { samples, problems: [], unclear: needs, says: '' };
    const least = ms.reduce((a, b) => Math.min(a, b));
    const most = ms.reduce((a, b) => Math.max(a, b));
    const span = `between ${formatDuration(Math.round(least))} and ${formatDuration(Math.round(most))}`;
    const says = `the first waits of ${samples} calls lie ${span}`;
    const likeness = likenessOf(least, ms);
    const doubt = `${says}, and a machine does as much: drill --repeat 20`;
    const problems = likeness === 'alike' ? [alikeBy(waits, says)] : [];
    return { samples, problems, unclear: likeness === 'doubtful' ? doubt : null, says };
  },
});
