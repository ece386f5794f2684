import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { formatWait } from '../timeline/describe.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { absencesOf, violationOfAbsence } from './observe/comes-back.ts';

/** Waits of minutes (ms) may be kept where they are asked for; an application does not wait for longer. */
const usualMs = 3_600_000;

export const comesBack = expectation({
  name: 'comes-back',
  summary: 'after a transient failure asks again, or gives up, within a bounded time',
  params: z.strictObject({
    within: duration.exactOptional().describe('From the failure to the next attempt. Default: 1h.'),
  }),
  standard: null,
  fix:
    'give up a wait that is longer than the application can be kept waiting, and say so: if wait > 60: ' +
    'sys.exit("busy"), if (wait > 60_000) throw error; a timer of more than 2 ** 31 - 1 ms is over at once',
  check: 'badgateway drill retry-after-overflow --time-limit 40s -- CMD: it ends by itself, with an error',
  checkOn: playedOnDeeptoken('retry-after-overflow --time-limit 40s', 'it ends by itself, with an error'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, { within = usualMs }) {
    const absences = absencesOf(timeline);
    const late = absences.filter(({ then, ms }) => ['back', 'away'].includes(then) && ms > within);
    const cut = absences.find(({ then, ms }) => then === 'away' && ms <= within);
    const unknown = absences.filter(({ then }) => then === 'unknown').length;
    const samples = absences.length - unknown - (cut === undefined ? 0 : 1);
    const wasCut = `stopped ${formatWait(cut?.ms ?? 0)} into a wait that may last ${formatWait(within)}`;
    const open = `whether ${formatCount(unknown, 'call')} gave up is unknown: POST to BADGATEWAY_OUTCOME_URL`;
    const none = absences.length === 0 ? 'no call met a transient failure' : null;
    return {
      samples,
      problems: late.map((absence) => violationOfAbsence(absence, within)),
      unclear: cut !== undefined ? `${wasCut}; raise --time-limit` : unknown > 0 ? open : none,
      says: `${formatCount(samples, 'transient failure')}, each followed by an attempt or the end in time`,
    };
  },
});
