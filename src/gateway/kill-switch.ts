import { ControlError } from '../control/steering.ts';
import type { Clock } from '../lib/clock.ts';
import type { Latch } from '../model/drill.ts';
import type { Notice } from '../model/notice.ts';
import type { SharedStop } from '../store/stop-state.ts';
import type { DrillSession } from './drill-session.ts';
import type { FaultControl } from './fault-control.ts';

export interface KillSwitchParts {
  readonly clock: Clock;
  readonly faults: FaultControl;
  readonly drill: DrillSession;
  /** New connections may meet other rules than those that are idle. */
  closeIdle(): void;
  notice(kind: Notice, says: string): void;
}

const because = (reason: string | null) => (reason === null ? '' : `: ${reason}`);

/** Stops every fault, those under way too, until they are released. The only way to either. */
export class KillSwitch {
  readonly #parts: KillSwitchParts;

  constructor(parts: KillSwitchParts) {
    this.#parts = parts;
  }

  /** Where faults are stopped already, what stopped them first stays the reason. */
  stop(by: Latch['by'], reason: string | null): void {
    const { clock, faults, drill, closeIdle, notice } = this.#parts;
    const isFirst = faults.latch === null;
    const release = by === 'operation' && reason === null ? 'free' : 'needs-reason';
    if (faults.latch === null) faults.latch = { reason, by, at: clock.now(), release };
    const ended = faults.underWay.end('all');
    if (drill.kill(reason) === 'ended') faults.latch = { ...faults.latch, release: 'needs-reason' };
    if (!isFirst && ended === 0) return;
    notice('faults-stopped', `every fault is stopped by ${by}${because(reason)}; ${ended} were under way`);
    closeIdle();
  }

  /** As another gateway did with which this one shares a store; `null`: it released them. */
  follow(stop: SharedStop | null): void {
    const { faults } = this.#parts;
    if (stop === null) this.#go('released at another gateway');
    else this.stop(stop.by, stop.reason);
    if (faults.latch !== null && stop !== null && stop.release === 'needs-reason')
      faults.latch = { ...faults.latch, release: stop.release };
  }

  release(reason: string | null): void {
    const { faults } = this.#parts;
    const { latch } = faults;
    if (latch === null) return;
    if (latch.release === 'needs-reason' && reason === null)
      throw new ControlError(
        409,
        `faults were stopped by ${latch.by}${because(latch.reason)}; say why they may go on: ` +
          'badgateway ctl release --reason TEXT',
      );
    this.#go(reason);
  }

  #go(reason: string | null): void {
    const { faults, closeIdle, notice } = this.#parts;
    faults.latch = null;
    notice('faults-released', `faults go on${because(reason)}`);
    closeIdle();
  }
}
