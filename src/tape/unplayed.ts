import type { PlacedRecording } from '../model/tape.ts';
import type { RecordingPool } from './recording-pool.ts';

/** Maximum number of recordings that are named in the message. */
const maxNamed = 5;

function describeCount(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

function describeRecording({ place, request }: PlacedRecording): string {
  return `${place} ${request.method} ${request.path}`;
}

export interface Played {
  readonly pool: RecordingPool;
  /** Places of lines that broke off. */
  readonly cut: readonly string[];
}

/** Describes what was not played, and requests without a recording; `null`: there is neither. */
export function describeUnplayed({ pool, cut }: Played): string | null {
  const unplayed = pool.unplayed();
  const { usedUp, unknown, recordings } = pool;
  const parts: string[] = [];
  if (unplayed.length > 0) {
    const named = unplayed.slice(0, maxNamed).map(describeRecording).join(', ');
    const more = unplayed.length > maxNamed ? `, and ${unplayed.length - maxNamed} more` : '';
    parts.push(`${unplayed.length} of ${recordings.length} recordings were not played: ${named}${more}`);
  }
  if (cut.length > 0)
    parts.push(
      `${describeCount(cut.length, 'line', 'lines')} broke off, and could not be: ${cut.join(', ')}`,
    );
  if (usedUp > 0)
    parts.push(`${describeCount(usedUp, 'request', 'requests')} came when all recordings of it were used up`);
  if (unknown > 0) parts.push(`${describeCount(unknown, 'request was', 'requests were')} on no tape`);
  return parts.length === 0 ? null : parts.join('; ');
}
