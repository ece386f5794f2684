import { globMatcher } from '../../lib/glob.ts';
import type { ReplicaSet } from '../../model/admission.ts';

interface Watched {
  readonly set: ReplicaSet;
  readonly matches: (model: string) => boolean;
  /** What was set while the gateway ran; `null`: the phases of the scenario count. */
  steered: number | null;
}

/** How many replicas of a model are healthy. */
export interface Health {
  readonly set: ReplicaSet;
  readonly healthy: number;
  /** Milliseconds after which that changes; `null`: not by time. */
  readonly changesMs: number | null;
}

/** What was set of the replicas of a run. */
export type KeptReplicas = readonly { readonly model: string; readonly healthy: number }[];

/** The replicas of one run. */
export class ReplicaHealth {
  readonly #watched: readonly Watched[];

  constructor(sets: readonly ReplicaSet[]) {
    this.#watched = sets.map((set) => ({ set, matches: globMatcher(set.model), steered: null }));
  }

  /** Of the first set that the model belongs to; `null`: it belongs to none. */
  of(model: string, elapsedMs: number): Health | null {
    const found = this.#watched.find(({ matches }) => matches(model));
    return found === undefined ? null : healthOf(found, elapsedMs);
  }

  list(elapsedMs: number): readonly Health[] {
    return this.#watched.map((each) => healthOf(each, elapsedMs));
  }

  /** From now on, whatever the time; answers the set, `null`: there is none of that name. */
  steer(model: string, healthy: number): ReplicaSet | null {
    const found =
      this.#watched.find(({ set }) => set.model === model) ??
      this.#watched.find(({ matches }) => matches(model));
    if (found === undefined) return null;
    found.steered = Math.min(healthy, found.set.total);
    return found.set;
  }

  /** What was set while the gateway ran. */
  save(): KeptReplicas {
    return this.#watched.flatMap(({ set: { model }, steered }) =>
      steered === null ? [] : [{ model, healthy: steered }],
    );
  }

  /** Answers the models whose replicas the scenario no longer tells. */
  restore(kept: KeptReplicas): string[] {
    return kept.flatMap(({ model, healthy }) => {
      const found = this.#watched.find(({ set }) => set.model === model);
      if (found === undefined) return [model];
      found.steered = Math.min(healthy, found.set.total);
      return [];
    });
  }
}

function healthOf({ set, steered }: Watched, elapsedMs: number): Health {
  if (steered !== null) return { set, healthy: steered, changesMs: null };
  const phase = set.phases.find(({ toMs }) => elapsedMs < toMs);
  if (phase === undefined) return { set, healthy: set.total, changesMs: null };
  if (elapsedMs < phase.fromMs) return { set, healthy: set.total, changesMs: phase.fromMs - elapsedMs };
  const changesMs = phase.toMs === Number.POSITIVE_INFINITY ? null : phase.toMs - elapsedMs;
  return { set, healthy: phase.healthy, changesMs };
}
