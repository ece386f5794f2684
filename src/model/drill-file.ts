import type { BlastRadius } from './blast-radius.ts';
import type { PlatformInUse } from './platform.ts';
import type { Always, Rule } from './scenario.ts';

/** What a probe asks: the gateways' journal, a verdict over it, or something beside the gateways. */
export const probeSources = ['journal', 'verdict', 'http', 'prometheus', 'command'] as const;
export type ProbeSource = (typeof probeSources)[number];

/** What a figure is; `share`: a part of 1. */
export const probeUnits = ['share', 'milliseconds', 'number', 'per-second', 'usd'] as const;
export type ProbeUnit = (typeof probeUnits)[number];

/**
 * Between what a figure has to be, inclusively; `null`: no bound on that side. `own`: the kind of probe
 * says itself whether what it found is right: a status, an exit code, a verdict.
 */
export type ProbeTolerance =
  | {
      readonly kind: 'figure';
      readonly unit: ProbeUnit;
      readonly atLeast: number | null;
      readonly atMost: number | null;
    }
  | { readonly kind: 'own' };

/** A measurement with what it has to be: it is held, refuted, or inconclusive. */
export interface Probe {
  /** Unique in the file: its name under `probes`, or its kind (`hung`, `hung-2`) on the spot. */
  readonly id: string;
  /** Name of its kind in the registry `src/probes`. */
  readonly kind: string;
  readonly source: ProbeSource;
  readonly tolerance: ProbeTolerance;
  /** With fewer it is inconclusive. */
  readonly leastSamples: number;
  /** The time before now that it looks at; for the hypothesis it is all of the stages that this names. */
  readonly overMs: number;
  /** Output of the kind's own schema. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** `open`: until a person ends it. */
export type StageLength =
  | { readonly kind: 'for'; readonly ms: number }
  /** Until the probe is held, or that time is over; `null`: the cap bounds it. */
  | { readonly kind: 'until'; readonly probe: string; readonly atMostMs: number | null }
  | { readonly kind: 'open' };

/**
 * Follows from the place of a stage: `baseline` is without rules and before all that have some, `recovery`
 * behind all of them, `pause` between them.
 */
export const stageRoles = ['baseline', 'inject', 'pause', 'recovery'] as const;
export type StageRole = (typeof stageRoles)[number];

export interface DrillStage {
  /** Unique in the drill; of a repeated stage with its round, `inject-2`. */
  readonly name: string;
  readonly role: StageRole;
  readonly length: StageLength;
  /** Empty: no fault of the drill acts. */
  readonly rules: readonly Rule[];
  /** The same rules as a gateway reads them, in JSON; `null`: none. */
  readonly rulesText: string | null;
  /** `confirmed`: a person is asked before it begins. */
  readonly begins: 'by-itself' | 'confirmed';
  /** Ids of the probes that have to be held at its end. */
  readonly probes: readonly string[];
}

/** What is claimed of the system while the faults act. */
export interface Hypothesis {
  /** In words. */
  readonly says: string;
  /** Ids of the probes that are held if it is true; at least one. */
  readonly probes: readonly string[];
  /** Names of the stages over which it is measured; those with rules where the file names none. */
  readonly stages: readonly string[];
}

/** What ends the drill: that a probe is held (`if`), or that it is refuted (`unless`). */
export interface StopCondition {
  readonly when: 'held' | 'refuted';
  readonly probe: string;
}

/** `none`: the drill is stopped by a person, its cap and its lease alone. */
export type StopConditions =
  | { readonly kind: 'conditions'; readonly conditions: readonly StopCondition[] }
  | { readonly kind: 'none'; readonly because: string };

export interface DrillTarget {
  /** The platform whose names the rules use. */
  readonly inUse: PlatformInUse;
  /** File or shipped name of the scenario under which the drill starts a gateway itself. */
  readonly scenario: string;
  /** What its rules without `when` are about. */
  readonly always: Always;
  /** Control URLs of gateways that run already; empty: the command line names them, or one is started. */
  readonly gateways: readonly string[];
  /** Whose requests the journal's probes count; `null`: those of all labels. */
  readonly label: string | null;
}

/** A drill as its file describes it. */
export interface DrillFile {
  /** File name without its extension. */
  readonly name: string;
  /** The `drill:` line. */
  readonly title: string;
  readonly file: string;
  readonly target: DrillTarget;
  /** Every probe of the file, those on the spot too; all else names them by id. */
  readonly probes: readonly Probe[];
  /** Ids of the probes that have to be held before the first fault and behind the last one. */
  readonly steadyState: readonly string[];
  readonly hypothesis: Hypothesis;
  /** In order, repetitions written out; at least one has rules. */
  readonly stages: readonly DrillStage[];
  /** `null`: nothing bounds the rules. */
  readonly blastRadius: BlastRadius | null;
  /** The same as a gateway reads it, in JSON. */
  readonly blastRadiusText: string | null;
  readonly stopConditions: StopConditions;
  /** How often the probes are read. */
  readonly everyMs: number;
  /** How long faults go on after the last renewal. */
  readonly leaseMs: number;
  /** The drill is stopped after that time, wherever it is. */
  readonly capMs: number;
}
