import type { OpeningEntry, PlayedPause } from '../../model/entry.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { attemptsOf, stopOf } from '../../timeline/endings.ts';

/** What a client sat in while nothing came. */
export interface Silence {
  readonly where: 'in the handshake' | 'before the head' | 'within the answer';
  /** How long it was silent for the client, in milliseconds. */
  readonly ms: number;
  /** `stop`: the command was stopped in the middle of it, or the gateway was. */
  readonly endedBy: 'client' | 'gateway' | 'stop';
  /** `null`: no request was sent so far. */
  readonly call: Call | null;
  readonly attempts: readonly Attempt[];
}

/** A shorter silence is a pause between two words, and leaving in it has other reasons. */
const shortestMs = 1_000;

/** Timers and clocks are rounded apart from each other: so much of a silence may be missing at its end. */
export const roundedMs = 5;

type Stop = ReturnType<typeof stopOf>;

function endedBy({ plannedMs, actualMs }: PlayedPause, { result, endedAt }: Attempt, stopped: Stop) {
  if (actualMs >= plannedMs - roundedMs) return 'gateway';
  return result.kind === 'left' && !stopped(endedAt) ? 'client' : 'stop';
}

function ofAttempt(call: Call, attempt: Attempt, stopped: Stop): Silence[] {
  const { entry, at, headAt } = attempt;
  return entry.played.pauses
    .filter(({ plannedMs }) => plannedMs >= shortestMs)
    .map((pause) => ({
      where: headAt === null || headAt - at >= pause.actualMs ? 'before the head' : 'within the answer',
      ms: pause.actualMs,
      endedBy: endedBy(pause, attempt, stopped),
      ...{ call, attempts: [attempt] },
    }));
}

function ofOpening({ at, stallMs, tookMs }: OpeningEntry, stopped: Stop): Silence[] {
  if (stallMs === undefined) return [];
  const left = stopped(at + tookMs) ? 'stop' : 'client';
  return [
    {
      ...{ where: 'in the handshake', ms: tookMs, call: null, attempts: [] },
      endedBy: tookMs >= stallMs - roundedMs ? 'gateway' : left,
    },
  ];
}

/** Those that were made on purpose; of connections that never spoke nothing is known. */
export function silencesOf(timeline: Timeline): Silence[] {
  const stopped = stopOf(timeline);
  const handshakes = timeline.openings.flatMap((opening) => ofOpening(opening, stopped));
  const attempts = attemptsOf(timeline).flatMap(({ call, attempt }) => ofAttempt(call, attempt, stopped));
  return [...handshakes, ...attempts];
}
