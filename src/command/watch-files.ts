import type { Clock } from '../lib/clock.ts';
import type { FileStamps } from '../lib/file-stamps.ts';
import { repeat } from '../lib/repeat.ts';
import { lookMs, SettledChange } from './settled-change.ts';

/** What looks at files uses; tests have others. */
export interface LookParts {
  readonly clock: Clock;
  readonly stamps: Pick<FileStamps, 'of'>;
}

/** The content of several files, as one text. */
export async function contentOf(files: readonly string[], { stamps }: LookParts): Promise<string> {
  const found = await Promise.all(files.map(async (file) => [file, await stamps.of(file)]));
  return JSON.stringify(found);
}

/**
 * Calls back once when the content of one of the files has changed, or the list of them has. `files` is asked
 * again at each look. Answers what ends it.
 */
export function watchFiles(
  files: () => readonly string[],
  onChange: () => void,
  parts: LookParts,
): () => void {
  const before = contentOf(files(), parts);
  let change: SettledChange | null = null;
  return repeat(parts.clock, lookMs, async (ended) => {
    change ??= new SettledChange(await before);
    const found = await contentOf(files(), parts);
    if (!ended.aborted && change.look(found, parts.clock.now()) === 'settled') onChange();
  });
}
