import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { formatMs } from '../timeline/describe.ts';
import { formatCount } from '../timeline/retryability.ts';
import { expectation, type Problem } from './expectation.ts';
import { roundedMs, type Silence, silencesOf } from './observe/has-read-timeout.ts';

/** Without a limit of the scenario's own. Who sits through less may have a timeout that is longer. */
const longMs = 30_000;

/** Who leaves by itself has a timeout; it is too long only where the scenario says how long it may be. */
function sitsThrough({ endedBy, ms }: Silence, within: number | undefined): boolean {
  if (endedBy === 'client') return within !== undefined && ms > within;
  return ms >= (within ?? longMs) - roundedMs;
}

const ends = { client: 'then it left', gateway: 'the gateway ended it', stop: 'it was stopped' } as const;

function problemOf({ where, ms, endedBy, call, attempts }: Silence): Problem {
  return {
    problem: 'sat-through-silence',
    severity: 'error',
    nature: endedBy === 'client' ? 'wrong' : 'absent',
    met: where,
    ...{ call, attempts },
    says: `it sat in silence ${where} for ${formatMs(ms)}; ${ends[endedBy]}`,
  };
}

export const hasReadTimeout = expectation({
  name: 'has-read-timeout',
  summary: 'leaves a connection that has gone silent',
  params: z.strictObject({
    within: duration.exactOptional().describe('Longest silence that it may wait for. Default: 30s.'),
  }),
  standard: null,
  fix:
    'set a limit for the silence between two reads, besides the one for connecting: an AbortController ' +
    'that every chunk rearms, httpx.Timeout(read=20), requests timeout=(5, 20), curl --speed-time 20',
  check: 'badgateway drill hangs stream-stalls -- CMD: it leaves each silence by itself',
  falseAccusation: null,
  observe(timeline, { within }) {
    const silences = silencesOf(timeline);
    const sat = silences.filter((silence) => sitsThrough(silence, within));
    const left = silences.filter(({ endedBy }) => endedBy === 'client').length;
    const samples = sat.length + left;
    const limit = formatDuration(within ?? longMs);
    return {
      samples,
      problems: sat.map(problemOf),
      unclear: samples === 0 ? `no silence lasted for ${limit}, or was left` : null,
      says: `it left ${formatCount(left, 'silence')} by itself`,
    };
  },
});
