/** A measurement with what it has to stay within. */
export interface ProbeUse {
  /** Unique in its drill; what reports call it. */
  readonly id: string;
  /** Name in the registry of probes. */
  readonly probe: string;
  /** As the probe's schema has parsed them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Both inclusive; `null`: no bound. */
  readonly min: number | null;
  readonly max: number | null;
  /** Fewer samples than this prove nothing. */
  readonly samples: number;
}

/** A part of a drill. */
export interface DrillStage {
  /** Unique in its drill. */
  readonly name: string;
  /** Milliseconds; `null`: until its probe holds, or until somebody ends the drill. */
  readonly forMs: number | null;
  /** Ends the stage once it holds; `null`: none does. */
  readonly until: ProbeUse | null;
  /** YAML of a list of rules, as a gateway reads them; `null`: no fault is injected. */
  readonly rules: string | null;
  /** How often it is played in a row. */
  readonly repeat: number;
  /** `confirmed`: a person has to agree before it begins. */
  readonly begins: 'at-once' | 'confirmed';
}

/** Where a drill acts. */
export interface DrillTarget {
  /** Control URLs of gateways that run; empty: the runner starts one. */
  readonly gateways: readonly string[];
  /** What a started gateway plays. */
  readonly scenario: string;
  /** The environment variable that holds the control token. */
  readonly tokenFrom: string;
}

/** A drill as its file has it. Durations are in milliseconds. */
export interface DrillPlan {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly target: DrillTarget;
  readonly steadyState: readonly ProbeUse[];
  readonly hypothesis: { readonly says: string; readonly probes: readonly ProbeUse[] };
  readonly stages: readonly DrillStage[];
  /** YAML, as a gateway reads it; `null`: every request may be hit. */
  readonly blastRadius: string | null;
  /** A condition holds where its probe is out of bounds. Without any, the reason why. */
  readonly stopConditions: readonly ProbeUse[] | { readonly none: string };
  /** After so long the drill is stopped, whatever it does. */
  readonly capMs: number;
  readonly leaseMs: number;
}
