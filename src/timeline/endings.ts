import type { PlayedPause } from '../model/entry.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';

/** The attempt behind which none came. */
export function lastOf({ attempts }: Call): Attempt {
  return attempts.at(-1) ?? attempts[0];
}

/** Every attempt with its call, call by call. */
export function attemptsOf({ calls }: Timeline): { readonly call: Call; readonly attempt: Attempt }[] {
  return calls.flatMap((call) => call.attempts.map((attempt) => ({ call, attempt })));
}

/** Whether a command that was stopped may have been what ended it: nothing came after it. */
export function mayBeStopped({ command, calls }: Timeline, { met, endedAt }: Attempt): boolean {
  if (command === null || command.stopped === null || met.kind !== 'left') return false;
  return calls.every((call) => call.attempts.every(({ at }) => at <= endedAt));
}

/** Whether it got a part of an answer that was going to be a success, and no more. */
export function isHalf({ met, headAt, entry }: Attempt): boolean {
  if (met.kind === 'broken') return met.how !== 'before-head';
  const { status } = entry.played;
  const success = headAt !== null && status !== null && status < 400;
  return success && (met.kind === 'hung' || met.kind === 'left');
}

/** The longest silence that was made on purpose: how long it was meant to be, and how long it was. */
export function silenceOf({ entry }: Attempt): PlayedPause | null {
  return entry.played.pauses.reduce<PlayedPause | null>(
    (longest, pause) => (longest === null || pause.actualMs > longest.actualMs ? pause : longest),
    null,
  );
}
