import type { Rule } from '../model/scenario.ts';

/** A rule, and whether it is evaluated. */
export interface ControlledRule {
  readonly rule: Rule;
  readonly state: 'on' | 'off';
  /** `control`: it was added while the gateway ran. */
  readonly origin: 'scenario' | 'control';
}

/** Whose rules: those of a scenario, or those of one of its labels. */
export interface RuleScope {
  readonly scenario: string;
  /** `null`: of every label that has none of its own. */
  readonly label: string | null;
}

const keyOf = ({ scenario, label }: RuleScope) => JSON.stringify([scenario, label]);

/** The rules that were changed while the gateway ran, by scenario and label. */
export class ChangedRules {
  readonly #held = new Map<string, readonly ControlledRule[]>();

  /** Those of the label if it has rules of its own, else those of its scenario, else those of the file. */
  of({ scenario, label }: RuleScope, file: readonly Rule[]): readonly ControlledRule[] {
    return (
      this.#held.get(keyOf({ scenario, label })) ??
      this.#held.get(keyOf({ scenario, label: null })) ??
      file.map((rule) => ({ rule, state: 'on', origin: 'scenario' }))
    );
  }

  set(scope: RuleScope, rules: readonly ControlledRule[]): void {
    this.#held.set(keyOf(scope), rules);
  }

  /** Whether the label has rules of its own. */
  has(scope: RuleScope): boolean {
    return this.#held.has(keyOf(scope));
  }

  /** Back to the rules of the file; without a label those of every label, too. */
  forget({ scenario, label }: RuleScope): void {
    for (const key of this.#held.keys()) {
      const [name, of] = JSON.parse(key) as [string, string | null];
      if (name === scenario && (label === null || of === label)) this.#held.delete(key);
    }
  }
}
