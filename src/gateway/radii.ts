import type { BlastRadiusGuard } from '../engine/blast-radius.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Clock } from '../lib/clock.ts';
import type { RadiusFigures } from '../model/blast-radius.ts';

/**
 * The blast radius of each scenario, shared by its labels. It outlives a reload: what is hit at that moment
 * counts until it has ended.
 */
export class Radii {
  readonly #clock: Clock;
  readonly #guards = new Map<string, BlastRadiusGuard>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `null`: nothing bounds the rules of this scenario. */
  of({ scenario: { name, blastRadius }, createRadius }: CompiledScenario): BlastRadiusGuard | null {
    if (blastRadius === null) return null;
    const known = this.#guards.get(name);
    if (known === undefined) {
      const guard = createRadius(this.#clock);
      if (guard !== null) this.#guards.set(name, guard);
      return guard;
    }
    if (known.radius !== blastRadius) known.renew(blastRadius);
    return known;
  }

  /** `null`: no request has come so far that it could bound. */
  figuresOf(name: string): RadiusFigures | null {
    return this.#guards.get(name)?.figures ?? null;
  }

  /** Counts anew. */
  renew(name: string): void {
    this.#guards.get(name)?.renew();
  }
}
