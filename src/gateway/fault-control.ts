import type { StageRules } from '../engine/drill-rules.ts';
import type { FaultSwitch } from '../engine/steered-engine.ts';
import type { Latch } from '../model/drill.ts';
import { FaultsUnderWay } from './faults-under-way.ts';

/** Whether faults act on a gateway, by which drill, and on what at this moment. */
export class FaultControl implements FaultSwitch {
  readonly underWay = new FaultsUnderWay();
  stage: StageRules | null = null;
  /** `null`: faults are injected. */
  latch: Latch | null = null;

  get state(): 'injecting' | 'stopped' {
    return this.latch === null ? 'injecting' : 'stopped';
  }

  /** Why no drill may begin; `null`: one may. */
  refusal(): string | null {
    if (this.latch === null) return null;
    const { reason } = this.latch;
    const why = reason === null ? '' : ` (${reason})`;
    return `every fault is stopped${why}; release them by badgateway ctl release --reason TEXT`;
  }
}
