import { FileMistakes } from '../../../src/config/mistakes.ts';
import { UsageError } from '../../../src/lib/errors.ts';

/** Reads a file of the user; it is taken, or refused with mistakes that have a place. */
export async function takenOrRefused(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (!(error instanceof FileMistakes)) return;
    const lost = error.mistakes.find(({ line, column }) => !(line >= 1 && column >= 1));
    if (lost !== undefined || error.mistakes.length === 0) throw new Error('a mistake without a place');
  }
}
