import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { absencesFrom, violationOfAbsence, whyNoReturn } from './observe/returns-to-primary.ts';

/** Assumed: a breaker is usually open for half a minute or a minute. Milliseconds. */
const usualMs = 60_000;

export const returnsToPrimary = expectation({
  name: 'returns-to-primary',
  summary: 'uses its first choice again within a bounded time after that one has recovered',
  params: z.strictObject({
    within: duration.exactOptional().describe('Given: coming later fails. Default: advice after 1m.'),
    primary: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Name of the upstream. Default: the first that the client asks.'),
  }),
  standard: null,
  fix:
    'begin each call with the first choice, and leave it out for a bounded time alone: ' +
    'openUntil = Date.now() + 1_000',
  check: 'badgateway drill failover-lab -- CMD, which keeps asking: the primary is used again within 2s',
  checkOn: playedOnDeeptoken('failover-lab', 'the primary is used again within 2s'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, { within, primary }) {
    const withinMs = within ?? usualMs;
    const severity = within === undefined ? 'advice' : 'error';
    const absences = absencesFrom(timeline, primary ?? null, withinMs);
    const back = absences.filter(({ then }) => then === 'back').length;
    const problems = absences.flatMap((absence) => violationOfAbsence(absence, withinMs, severity));
    const samples = back + problems.length;
    return {
      samples,
      problems,
      unclear: samples > 0 ? null : whyNoReturn(absences, timeline),
      says: `${formatCount(back, 'time')} a client came back to its first choice in time`,
    };
  },
});
