import type { PlacedRecording } from '../model/tape.ts';
import type { Shelf } from './recording-pool.ts';

/** Recordings that are named. */
const mostNamed = 5;

function sayCount(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

function sayRecording({ place, request }: PlacedRecording): string {
  return `${place} ${request.method} ${request.path}`;
}

/** What of the tapes was not played, and what was asked of them in vain; `null`: nothing of either. */
export function sayLeftOver(shelf: Shelf): string | null {
  const unplayed = shelf.unplayed();
  const { usedUp, unknown, recordings } = shelf;
  const parts: string[] = [];
  if (unplayed.length > 0) {
    const named = unplayed.slice(0, mostNamed).map(sayRecording).join(', ');
    const more = unplayed.length > mostNamed ? `, and ${unplayed.length - mostNamed} more` : '';
    parts.push(`${unplayed.length} of ${recordings.length} recordings were not played: ${named}${more}`);
  }
  if (usedUp > 0)
    parts.push(`${sayCount(usedUp, 'request', 'requests')} came when all recordings of it were used up`);
  if (unknown > 0) parts.push(`${sayCount(unknown, 'request was', 'requests were')} on no tape`);
  return parts.length === 0 ? null : parts.join('; ');
}
