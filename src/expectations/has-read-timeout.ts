import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount, formatDuration } from '../lib/units.ts';
import { formatMs } from '../timeline/describe.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { roundedMs, type Silence, silencesOf } from './observe/has-read-timeout.ts';

/** Limit (ms) when the scenario sets none. A client that waits for less may have a longer read timeout. */
const longMs = 30_000;

/** A client that leaves has a timeout; leaving can be too late only where the scenario sets a limit. */
function exceedsLimit({ endedBy, ms }: Silence, within: number | undefined): boolean {
  if (endedBy === 'client') return within !== undefined && ms > within;
  return ms >= (within ?? longMs) - roundedMs;
}

const ends = { client: 'then it left', gateway: 'the gateway ended it', stop: 'it was stopped' } as const;

function problemOf({ where, ms, endedBy, call, attempts }: Silence): Violation {
  return {
    problem: 'sat-through-silence',
    severity: 'error',
    nature: endedBy === 'client' ? 'wrong' : 'absent',
    met: where,
    ...{ call, attempts },
    says: `it waited in silence ${where} for ${formatMs(ms)}; ${ends[endedBy]}`,
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
    'that every chunk rearms, httpx.Timeout(20, connect=5), requests timeout=(5, 20), curl --speed-time 20',
  check: 'badgateway drill hangs stream-stalls --jobs 2 -- CMD: it leaves each silence by itself',
  checkOn: playedOnDeeptoken('hangs', 'it leaves each silence by itself'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, { within }) {
    const silences = silencesOf(timeline);
    const tooLong = silences.filter((silence) => exceedsLimit(silence, within));
    const left = silences.filter(({ endedBy }) => endedBy === 'client').length;
    const samples = tooLong.length + left;
    const limit = formatDuration(within ?? longMs);
    return {
      samples,
      problems: tooLong.map(problemOf),
      unclear: samples === 0 ? `no silence lasted for ${limit}, and the client left none` : null,
      says: `it left ${formatCount(left, 'silence')} by itself`,
    };
  },
});
