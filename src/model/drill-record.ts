import type { ProbeUnit, StageRole } from './drill-file.ts';
import type { ExitCode } from './judgement.ts';

/** `inconclusive`: too few samples, or what was asked for did not happen. */
export const drillOutcomes = ['held', 'refuted', 'inconclusive'] as const;
export type DrillOutcome = (typeof drillOutcomes)[number];

/** That of verdicts, or 5: the kill switch of a gateway ended the drill. */
export type DrillExitCode = ExitCode | 5;

/** What a probe found. */
export interface ProbeResult {
  readonly probe: string;
  /** Name of its kind. */
  readonly kind: string;
  readonly outcome: DrillOutcome;
  /** In the unit of its kind; `null`: it has none, or nothing was measured. */
  readonly figure: number | null;
  readonly unit: ProbeUnit | null;
  readonly samples: number;
  /** The finding with what it has to be, in words. */
  readonly says: string;
}

/** One look of a probe, on its curve. */
export interface Reading {
  /** Milliseconds since the drill began. */
  readonly atMs: number;
  readonly outcome: DrillOutcome;
  readonly figure: number | null;
  readonly samples: number;
}

/** All looks of a probe while the drill went on; every second one is left out when there are too many. */
export interface Curve {
  readonly probe: string;
  readonly kind: string;
  readonly unit: ProbeUnit | null;
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly readings: readonly Reading[];
}

/** What ended a stage. `time` is also the end of one that is `until` a probe that was not held by then. */
export const stageEnds = ['time', 'probe', 'person', 'drill-ended'] as const;
export type StageEnd = (typeof stageEnds)[number];

export interface StageRecord {
  readonly name: string;
  readonly role: StageRole;
  /** Milliseconds since the drill began. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly end: StageEnd;
  /** What its rules ask for, in words. */
  readonly asked: readonly string[];
  /** Requests that arrived in it, as the gateways' journals tell. */
  readonly requests: number;
  /** Requests and connections that met a fault of its rules. */
  readonly hit: number;
  /** Those that the blast radius held back, by the bound that did. */
  readonly heldBack: Readonly<Record<string, number>>;
  /** Those that had to be held at its end, and the one that it waited for. */
  readonly probes: readonly ProbeResult[];
}

/** Why a drill did not come to its own end. */
export const stopKinds = [
  'condition',
  'steady-state',
  'cap',
  'interrupted',
  'not-confirmed',
  'gateway-lost',
  'kill-switch',
  'command-ended',
] as const;
export type StopKind = (typeof stopKinds)[number];

export interface DrillStop {
  readonly kind: StopKind;
  readonly because: string;
  /** Milliseconds since the drill began. */
  readonly atMs: number;
  /** `no`: it was stopped before the first fault. */
  readonly begun: 'yes' | 'no';
}

/** What remains on the gateways after the end. */
export interface Remains {
  readonly outcome: DrillOutcome;
  readonly says: string;
}

/** What a drill did, as its report tells it. */
export interface DrillRecord {
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly name: string;
  readonly title: string;
  /** Control URLs. */
  readonly gateways: readonly string[];
  /** `null`: it was attached to what ran already. */
  readonly command: readonly string[] | null;
  readonly tookMs: number;
  readonly stages: readonly StageRecord[];
  readonly curves: readonly Curve[];
  readonly steadyState: { readonly before: readonly ProbeResult[]; readonly after: readonly ProbeResult[] };
  readonly hypothesis: {
    readonly says: string;
    readonly stages: readonly string[];
    readonly outcome: DrillOutcome;
    readonly probes: readonly ProbeResult[];
  };
  /** `null`: it came to its end. */
  readonly stop: DrillStop | null;
  /** What the gateways counted themselves. */
  readonly figures: { readonly hit: number; readonly heldBack: Readonly<Record<string, number>> };
  /**
   * Milliseconds from the end of the faults to the last byte of an answer that had met one; `null`: none had.
   */
  readonly lastAffectedMs: number | null;
  readonly remains: Remains;
  /** Journal entries that were not seen: they made room for newer ones before they were read. */
  readonly unseen: number;
  /** Reasons for which a verdict stays open, one sentence each. */
  readonly doubts: readonly string[];
  readonly outcome: DrillOutcome;
  readonly exit: DrillExitCode;
}
