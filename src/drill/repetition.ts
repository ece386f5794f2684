import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { compileScenario } from '../engine/engine.ts';
import type { Injection, Rule } from '../model/scenario.ts';

/** Begins a sequence that repeats later by so many items; one that ends begins at its start each time. */
function turned(injection: Injection, by: number): Injection {
  if (injection.kind !== 'sequence' || injection.then !== 'repeat') return injection;
  const { items } = injection;
  const first = by % items.length;
  return { ...injection, items: [...items.slice(first), ...items.slice(0, first)] };
}

/**
 * The scenario as a repetition (from 1) plays it. The first one plays the file. Each further one has draws of
 * its own, from the seed `SEED/REPETITION`, and begins each sequence with `then: repeat` one item later: a
 * command that makes one call meets all of it in as many repetitions as it has items.
 *
 *     1st   400 403 404 422 400 …
 *     2nd   403 404 422 400 …
 */
export function repetitionOf(compiled: CompiledScenario, repetition: number): CompiledScenario {
  const { scenario } = compiled;
  if (repetition === 1) return compiled;
  const rules = scenario.rules.map(
    (rule): Rule => ({ ...rule, injection: turned(rule.injection, repetition - 1) }),
  );
  return compileScenario({ ...scenario, seed: `${scenario.seed}/${repetition}`, rules });
}
