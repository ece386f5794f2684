import type { PlayedPause } from '../../model/entry.ts';
import type { Step } from '../../model/step.ts';
import type { ClientWait } from './client-socket.ts';
import type { ResponseSink, Tally } from './response-sink.ts';

type Silence = Extract<Step, { kind: 'pause' | 'hang' }>;

/** Maximum number of pauses per answer that the journal keeps; a dripped stream has thousands. */
const maxPauses = 64;

/**
 * The schedule of an answer's paced pauses. A late step shortens the next paced pause. An unpaced silence
 * moves the schedule by its length, so it does not shorten later pauses.
 *
 *   paced 10   write   paced 10   hang 500        paced 10
 *   ├─────────┤├─3─┤├──7───────┤├───────────────┤├─────────┤
 */
export class Pace {
  /** When the last paced pause was due; `null` before the first. */
  #dueAt: number | null = null;

  /** Milliseconds that a silence beginning `now` has to last; 0 or negative if its time is already over. */
  msOf(step: Silence, now: number): number {
    if (step.kind === 'pause' && step.paced === true) {
      this.#dueAt = (this.#dueAt ?? now) + step.ms;
      return this.#dueAt - now;
    }
    if (this.#dueAt !== null) this.#dueAt += step.ms;
    return step.ms;
  }
}

export async function performSilence(
  step: Silence,
  pace: Pace,
  sink: ResponseSink,
  tally: Tally,
  client: ClientWait,
): Promise<void> {
  if (tally.status !== null) sink.res.flushHeaders();
  const began = sink.clock.now();
  const ms = pace.msOf(step, began);
  const { hanging } = step.kind === 'hang' ? sink : {};
  if (hanging !== undefined) hanging.now += 1;
  try {
    if (ms > 0) await client.until<void>((done) => sink.clock.after(ms, () => done()));
  } finally {
    if (hanging !== undefined) hanging.now -= 1;
  }
  const actualMs = sink.clock.now() - began;
  const pause: PlayedPause = { kind: step.kind, plannedMs: step.ms, actualMs };
  if (tally.pauses.length < maxPauses) tally.pauses.push(pause);
}
