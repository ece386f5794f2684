import type { Latch } from '../model/drill.ts';

/** What stopped the faults of all gateways that share a store. */
export type SharedStop = Pick<Latch, 'reason' | 'by' | 'release'>;

/** What a gateway says to the store; what it stops (`null`: nothing). */
export interface StopChange {
  readonly change: 'stop' | 'release' | 'none';
  readonly stop: SharedStop | null;
}

/** What the store has now. */
export interface StopState {
  /** How often it was changed. */
  readonly count: number;
  /** `null`: faults act. */
  readonly stop: SharedStop | null;
}
