import type { AbortNotifier } from '../../lib/abort-notifier.ts';
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
  /** When the last paced pause was due; `null` before the first, and behind one that was cut short. */
  #dueAt: number | null = null;
  /** How the last silence ended. */
  last: 'lasted' | 'cut' = 'lasted';

  /** Milliseconds that a silence beginning `now` has to last; 0 or negative if its time is already over. */
  msOf(step: Silence, now: number): number {
    this.last = 'lasted';
    if (step.kind === 'pause' && step.paced === true) {
      this.#dueAt = (this.#dueAt ?? now) + step.ms;
      return this.#dueAt - now;
    }
    if (this.#dueAt !== null) this.#dueAt += step.ms;
    return step.ms;
  }

  /** What follows a silence that was cut short has a schedule of its own. */
  cut(): void {
    this.#dueAt = null;
    this.last = 'cut';
  }
}

/** Waits, until the client leaves or the faults of the answer end. */
function silent(ms: number, faults: AbortNotifier | null, { clock }: ResponseSink, client: ClientWait) {
  return client.until<void>((done) => {
    const cancel = clock.after(ms, () => done());
    faults?.addEventListener('abort', () => {
      cancel();
      done();
    });
    return cancel;
  });
}

export async function performSilence(
  step: Silence,
  pace: Pace,
  sink: ResponseSink,
  tally: Tally,
  client: ClientWait,
): Promise<void> {
  // The source's own waits are no faults.
  const faults = step.by === 'source' ? null : (sink.faults ?? null);
  const areOver = () => faults?.aborted === true;
  if (areOver()) return pace.cut();
  if (tally.status !== null) sink.res.flushHeaders();
  const began = sink.clock.now();
  const ms = pace.msOf(step, began);
  const { hanging } = step.kind === 'hang' ? sink : {};
  if (hanging !== undefined) hanging.now += 1;
  // A client that hangs gets nothing else; one that is slow has some of its answer.
  if (faults !== null) faults.turn = step.kind === 'hang' ? 'first' : 'then';
  try {
    if (ms > 0) await silent(ms, faults, sink, client);
  } finally {
    if (hanging !== undefined) hanging.now -= 1;
  }
  const actualMs = sink.clock.now() - began;
  const pause: PlayedPause = { kind: step.kind, plannedMs: step.ms, actualMs };
  if (tally.pauses.length < maxPauses) tally.pauses.push(pause);
  if (areOver()) pace.cut();
}
