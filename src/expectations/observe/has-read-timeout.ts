import type { OpeningEntry, PlayedPause } from '../../model/entry.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { attemptsOf, stopOf } from '../../timeline/endings.ts';

/** A time during which the client waited and received nothing. */
export interface Silence {
  readonly where: 'in the handshake' | 'before the head' | 'within the answer';
  /** How long the silence lasted for the client, in milliseconds. */
  readonly ms: number;
  /** `stop`: the command or the gateway was stopped during the silence. */
  readonly endedBy: 'client' | 'gateway' | 'stop';
  /** `null`: no request had been sent yet. */
  readonly call: Call | null;
  readonly attempts: readonly Attempt[];
}

/** Shorter silences (ms) are normal pauses between tokens; a client that leaves in one has other reasons. */
const shortestMs = 1_000;

/** Timers and clocks are rounded independently: up to this much (ms) of a silence may be missing. */
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

/** The silences that faults injected. A connection on which the client never sent a byte is not counted. */
export function silencesOf(timeline: Timeline): Silence[] {
  const stopped = stopOf(timeline);
  const handshakes = timeline.openings.flatMap((opening) => ofOpening(opening, stopped));
  const attempts = attemptsOf(timeline).flatMap(({ call, attempt }) => ofAttempt(call, attempt, stopped));
  return [...handshakes, ...attempts];
}
