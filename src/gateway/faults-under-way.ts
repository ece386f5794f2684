import { AbortNotifier } from '../lib/abort-notifier.ts';
import type { Clock } from '../lib/clock.ts';
import type { RequestDecision } from './request-context.ts';

/** Whose fault something is: that of a drill, or of a scenario. */
export type FaultOrigin = 'drill' | 'scenario';

/** One request or connection whose faults have not ended; it is told when they are to end. */
export class FaultsEnd extends AbortNotifier {
  readonly origin: FaultOrigin;

  constructor(origin: FaultOrigin) {
    super();
    this.origin = origin;
  }
}

/** The requests and connections on which faults act at this moment. */
export class FaultsUnderWay {
  readonly #ends = new Set<FaultsEnd>();

  begin(origin: FaultOrigin): FaultsEnd {
    const end = new FaultsEnd(origin);
    this.#ends.add(end);
    return end;
  }

  /** Those of a request; `null`: no fault acts on it. */
  of({ faults, drill }: Pick<RequestDecision, 'faults' | 'drill'>): FaultsEnd | null {
    if (faults.every(({ effect }) => effect === 'none')) return null;
    return this.begin(drill?.meets === 'fault' ? 'drill' : 'scenario');
  }

  /** What a connection waits by: its waits are over at once when faults end. */
  waitsBy(clock: Clock, originOf: () => FaultOrigin): Pick<Clock, 'after'> {
    return {
      after: (ms, callback) => {
        const end = this.begin(originOf());
        // Its own time may be over in the turns in between, and it may be told once.
        end.turn = 'first';
        const cancel = clock.after(ms, () => {
          this.over(end);
          callback();
        });
        end.addEventListener('abort', () => {
          cancel();
          callback();
        });
        return () => {
          this.over(end);
          cancel();
        };
      },
    };
  }

  /** They have ended by themselves. */
  over(end: FaultsEnd | null): void {
    if (end !== null) this.#ends.delete(end);
  }

  /** Ends those of a drill, or all of them; answers how many there were. */
  end(whose: 'drill' | 'all'): number {
    const meant = [...this.#ends].filter(({ origin }) => whose === 'all' || origin === 'drill');
    for (const each of meant) {
      this.#ends.delete(each);
      each.aborted = true;
    }
    for (const turn of ['first', 'then'] as const)
      for (const each of meant) if (each.turn === turn) each.tell();
    return meant.length;
  }
}
