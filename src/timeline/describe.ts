import { formatDuration } from '../lib/units.ts';
import type { AttemptResult } from '../model/timeline.ts';

const brokenWays = {
  quietly: 'an answer that broke and looked whole',
  loudly: 'an answer whose connection broke',
  'in-stream': 'an error event in the stream',
  'before-head': 'a connection that broke before the answer',
} as const;

function describeInside({ inside }: Extract<AttemptResult, { kind: 'error' }>, named: string): string {
  if (inside === undefined) return named;
  return inside === 'rule'
    ? `an answer that is a failure (${named})`
    : `an error inside a success (${named})`;
}

/** The result of an attempt in a few words: `429 rate-limited, Retry-After: 5`. */
export function describeResult(met: AttemptResult): string {
  const isReal = (met.kind === 'error' || met.kind === 'broken') && met.by === 'upstream';
  return isReal ? `${describeMet(met)} (by the gateway's upstream, not injected)` : describeMet(met);
}

function describeMet(met: AttemptResult): string {
  switch (met.kind) {
    case 'answered':
      return 'answered';
    case 'error': {
      const named = met.entry === null ? String(met.status) : `${met.status} ${met.entry}`;
      const parts = [describeInside(met, named), met.wait?.says, met.advised.field];
      return parts.filter((part) => part !== undefined).join(', ');
    }
    case 'broken':
      return brokenWays[met.how];
    case 'hung':
      return 'silence until the connection was ended';
    case 'left':
      return met.during === 'waiting' ? 'silence, which the client left' : 'an answer that the client left';
    case 'drained':
      return 'the end of the gateway';
  }
}

/** Milliseconds, rounded for reading: `1.02s`, `850ms`. */
export function formatMs(ms: number): string {
  return formatDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 10) * 10);
}

const hourMs = 3_600_000;

/** The same for waits that may last for days: `384h`, `1.5h`. */
export function formatWait(ms: number): string {
  return ms < hourMs ? formatMs(ms) : `${Math.round((10 * ms) / hourMs) / 10}h`;
}
