import type { StageRules } from '../engine/drill-rules.ts';
import type { FaultSwitch } from '../engine/steered-engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { Latch } from '../model/drill.ts';
import type { SharedStop } from '../store/stop-state.ts';
import { FaultsUnderWay } from './faults-under-way.ts';

/** Whether faults act on a gateway, by which drill, and on what at this moment. */
export class FaultControl implements FaultSwitch {
  readonly #clock: Clock | null;
  readonly underWay = new FaultsUnderWay();
  stage: StageRules | null = null;
  /** `null`: faults are injected. */
  latch: Latch | null;

  /** `latched`: what has stopped faults before the start. */
  constructor(latched: Pick<Latch, 'reason' | 'by'> | null = null, clock: Clock | null = null) {
    this.#clock = clock;
    this.latch = latched && { ...latched, at: clock?.now() ?? 0, release: 'needs-reason' };
  }

  get state(): 'injecting' | 'stopped' {
    return this.latch === null ? 'injecting' : 'stopped';
  }

  /** While a drill has rules for connections, what connections wait for is taken for its doing. */
  waitsBy(clock: Clock): Pick<Clock, 'after'> {
    const isOfDrill = () => this.stage?.hasConnectionRules === true;
    return this.underWay.waitsBy(clock, () => (isOfDrill() ? 'drill' : 'scenario'));
  }

  /** Ends what waits for a lease. */
  close: () => void = () => {};

  /** Stops faults as another gateway did (`null`: they go on), where gateways share a store. */
  follow: (stop: SharedStop | null) => void = (stop) => {
    this.latch = stop && { ...stop, at: this.#clock?.now() ?? 0 };
  };

  /** Resolves when the latch would outlast this process, where a file or a store keeps it. */
  kept: () => Promise<void> = () => Promise.resolve();

  /** Why no drill may begin; `null`: one may. */
  refusal(): string | null {
    if (this.latch === null) return null;
    const { reason } = this.latch;
    const why = reason === null ? '' : ` (${reason})`;
    return `every fault is stopped${why}; release them by badgateway ctl release --reason TEXT`;
  }
}
