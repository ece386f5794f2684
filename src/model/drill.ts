/** What ended a drill. `lease`: its runner did not renew it in time. */
export const drillEnds = ['completed', 'stopped', 'lease', 'kill-switch'] as const;
export type DrillEnd = (typeof drillEnds)[number];

/** The drill under which a request was decided. */
export interface DrillMark {
  readonly name: string;
  /** `null`: the drill had entered none. */
  readonly stage: string | null;
}

/** How far the rules of a drill reached. */
export interface DrillFigures {
  /** Requests and connections that met a fault of the drill, once each. */
  readonly hit: number;
  /** Those that its blast radius held back, by the bound that did. */
  readonly heldBack: Readonly<Record<string, number>>;
}

/** A drill as a gateway knows it: whose rules act, and until when. */
export interface DrillState extends DrillMark {
  readonly id: string;
  readonly state: 'running' | 'ended';
  /** `null`: it goes on. */
  readonly endedBy: DrillEnd | null;
  /** Why it ended, in words; `null`: nothing was said. */
  readonly because: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The same; `null`: it goes on. */
  readonly endedAt: number | null;
  /** When the drill ends unless its lease is renewed; `null`: it has ended. */
  readonly leaseEndsAt: number | null;
  readonly figures: DrillFigures;
}

export const latchedBy = ['operation', 'signal', 'stop-file'] as const;

/** How faults were stopped; it holds until it is released. */
export interface Latch {
  /** `null`: none was given. */
  readonly reason: string | null;
  readonly by: (typeof latchedBy)[number];
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** `needs-reason`: they go on only with a reason. */
  readonly release: 'needs-reason' | 'free';
}
