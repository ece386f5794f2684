import type { Step } from '../../model/step.ts';
import { framed } from './events.ts';

type Pause = (ms: number) => readonly Step[];

/** Makes pauses whose total does not exceed the limit; after that it makes none. */
export function pausesWithin(limitMs: number, pace: 'paced' | 'unpaced'): Pause {
  let leftMs = limitMs;
  return (wantedMs) => {
    const ms = Math.min(wantedMs, leftMs);
    leftMs -= ms;
    if (ms <= 0) return [];
    return [pace === 'paced' ? { kind: 'pause', ms, paced: true } : { kind: 'pause', ms }];
  };
}

/** Inserts a pause before each frame; a frame in several parts gets one pause, before its first part. */
export async function* drippedByFrame(
  steps: AsyncIterable<Step>,
  ms: number,
  pause: Pause,
): AsyncGenerator<Step> {
  let place: 'between' | 'inside' = 'between';
  for await (const step of framed(steps)) {
    if (step.kind === 'frame') {
      const isComment = step.comment === true && step.part !== true;
      if (place === 'between' && !isComment) yield* pause(ms);
      place = step.part === true ? 'inside' : 'between';
    }
    yield step;
  }
}

/** Pieces of 100 ms look smooth to a human reader and cost little CPU. */
const piecesPerSecond = 10;

/**
 * Limits the answer to `rate` bytes per second by splitting frames into pieces with pauses between them.
 *
 *   head  pause  10 B  pause  10 B  pause  3 B ╎ 7 B  pause  …      100 bytes a second
 *                                              └ next frame
 */
export async function* drippedByRate(
  steps: AsyncIterable<Step>,
  rate: number,
  pause: Pause,
): AsyncGenerator<Step> {
  const piece = Math.max(1, Math.floor(rate / piecesPerSecond));
  let room = 0;
  for await (const step of framed(steps)) {
    let rest = step;
    while (rest.kind === 'frame' && rest.bytes.length > room) {
      const { bytes } = rest;
      if (room > 0) yield { kind: 'frame', bytes: bytes.subarray(0, room), comment: true, part: true };
      rest = { ...rest, bytes: bytes.subarray(room) };
      const pauses = pause((piece * 1_000) / rate);
      yield* pauses;
      room = pauses.length === 0 ? Number.POSITIVE_INFINITY : piece;
    }
    if (rest.kind === 'frame') room -= rest.bytes.length;
    yield rest;
  }
}
