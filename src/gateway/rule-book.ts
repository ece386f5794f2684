import type { Rule } from '../model/scenario.ts';

/** A rule, and whether it is evaluated. */
export interface HeldRule {
  readonly rule: Rule;
  readonly state: 'on' | 'off';
  /** `control`: it was added while the gateway ran. */
  readonly origin: 'scenario' | 'control';
}

/** Which rules are held: those of a scenario, or those of one of its labels. */
export interface Shelf {
  readonly scenario: string;
  /** `null`: of every label that has none of its own. */
  readonly label: string | null;
}

const keyOf = ({ scenario, label }: Shelf) => JSON.stringify([scenario, label]);

/** The rules that were changed while the gateway ran, by scenario and label. */
export class RuleBook {
  readonly #held = new Map<string, readonly HeldRule[]>();

  /** Those of the label if it has rules of its own, else those of its scenario, else those of the file. */
  of({ scenario, label }: Shelf, file: readonly Rule[]): readonly HeldRule[] {
    return (
      this.#held.get(keyOf({ scenario, label })) ??
      this.#held.get(keyOf({ scenario, label: null })) ??
      file.map((rule) => ({ rule, state: 'on', origin: 'scenario' }))
    );
  }

  hold(shelf: Shelf, rules: readonly HeldRule[]): void {
    this.#held.set(keyOf(shelf), rules);
  }

  /** Whether the label has rules of its own. */
  has(shelf: Shelf): boolean {
    return this.#held.has(keyOf(shelf));
  }

  /** Back to the rules of the file; without a label those of every label, too. */
  forget({ scenario, label }: Shelf): void {
    for (const key of this.#held.keys()) {
      const [name, of] = JSON.parse(key) as [string, string | null];
      if (name === scenario && (label === null || of === label)) this.#held.delete(key);
    }
  }
}
