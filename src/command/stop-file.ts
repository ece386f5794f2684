import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Clock } from '../lib/clock.ts';
import { repeat } from '../lib/repeat.ts';
import type { Latch } from '../model/drill.ts';

/** Milliseconds between two looks: less than anyone who makes the file would notice. */
const lookMs = 20;

const reasonOf = (file: string) => `${file} exists`;

/** What has stopped faults before the start; `null`: nothing has. */
export function latchBy(file: string | undefined): Pick<Latch, 'reason' | 'by'> | null {
  return file !== undefined && existsSync(file) ? { reason: reasonOf(file), by: 'stop-file' } : null;
}

interface Stoppable {
  faults(): 'injecting' | 'stopped';
  stopFaults(reason: string, by: Latch['by']): Promise<void>;
}

/**
 * Stops every fault whenever the file exists; its removal releases nothing. Looks by itself, since no event
 * of a file system tells of a file on every kind of volume. Answers what ends it.
 */
export function watchStopFile(file: string, steering: Stoppable, clock: Clock): () => void {
  return repeat(clock, lookMs, async (ended) => {
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (!ended.aborted && isThere && steering.faults() === 'injecting')
      await steering.stopFaults(reasonOf(file), 'stop-file');
  });
}
