import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import type { Part } from '../config/validate.ts';
import { UsageError } from '../lib/errors.ts';
import type { UpstreamOptions } from '../model/scenario.ts';
import type { Tape } from '../model/tape.ts';
import { readTape } from '../tape/read.ts';
import { seenFrom } from './resolve-relative.ts';
import { replayShape } from './schema.ts';

type TapeOptions = Extract<UpstreamOptions, { kind: 'tape' }>;

/**
 * Reports a mistake in a line of the tape at that line, and one with the file itself where the scenario
 * names it.
 */
async function tapeOf(part: Part, file: string, mistakes: Mistake[]): Promise<Tape> {
  try {
    return await readTape(file, mistakes);
  } catch (error) {
    if (error instanceof FileMistakes) mistakes.push(...error.mistakes);
    else if (error instanceof UsageError) part.refuse(error.message);
    else throw error;
    return { recordings: [], cut: null };
  }
}

/** `{ replay: tape.jsonl }`, `{ replay: [a.jsonl, b.jsonl], speed: 2 }` */
export async function readReplay(part: Part, mistakes: Mistake[]): Promise<TapeOptions> {
  const { replay = [], speed = 1, headers = [] } = part.fields(replayShape);
  const named = part.at('replay');
  const places = Array.isArray(replay) ? named.items() : [named];
  const files = [replay].flat().map((name) => seenFrom(part.file, name));
  const before = part.refusals;
  const tapes = await Promise.all(files.map((file, at) => tapeOf(places[at] ?? named, file, mistakes)));
  const recordings = tapes.flatMap((tape) => tape.recordings);
  const cut = tapes.flatMap((tape) => tape.cut ?? []);
  if (files.length > 0 && recordings.length === 0 && part.refusals === before)
    named.refuse('no exchange is on the tape, so that nothing could be replayed');
  const factor = speed === 'instant' ? Number.POSITIVE_INFINITY : speed;
  return { kind: 'tape', files, recordings, cut, speed: factor, headers };
}
