import { expect, test } from 'vitest';
import { repetitionOf } from '../../../src/drill/repetition.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { scenarioOf } from '../../helpers/engine.ts';
import { requestFacts } from '../../helpers/facts.ts';

/** The errors that a first and a second equal request meet in each of the repetitions. */
async function metIn(repetitions: readonly number[], text: string): Promise<string[]> {
  const compiled = compileScenario(await scenarioOf(text));
  return repetitions.map((repetition) => {
    const { scenario, createEngine } = repetitionOf(compiled, repetition);
    const engine = createEngine(fixedClock());
    const facts = requestFacts(scenario.inUse, {});
    const met = [0, 1].map(() => engine.decide(facts, 0).faults.map(({ says }) => says.match(/\d{3}/)?.[0]));
    return met.map(([status = 'ok']) => status).join(' ');
  });
}

test('a sequence that repeats begins one item later in each repetition, and comes round', async () => {
  const text = 'seed: 1\nrules: [{ sequence: [400, 403, 404], then: repeat }]';
  expect(await metIn([1, 2, 3, 4], text)).toEqual(['400 403', '403 404', '404 400', '400 403']);
});

test.each(['stand-aside', 'last'])('a sequence that ends with %s is told from its start', async (then) => {
  const text = `seed: 1\nrules: [{ sequence: [429, 500], then: ${then} }]`;
  expect(await metIn([1, 2, 5], text)).toEqual(['429 500', '429 500', '429 500']);
});

test('each repetition has draws of its own, and the same ones in every run', async () => {
  const text = 'seed: 1\nrules: [{ chance: 0.5, faults: [500] }]';
  const all = Array.from({ length: 30 }, (_, index) => index + 1);
  const met = await metIn(all, text);
  expect(await metIn(all, text)).toEqual(met);
  expect(new Set(met)).toEqual(new Set(['ok ok', 'ok 500', '500 ok', '500 500']));
});

test('the first repetition plays the file itself', async () => {
  const compiled = compileScenario(await scenarioOf('seed: 1\nrules: [{ faults: [500] }]'));
  expect(repetitionOf(compiled, 1)).toBe(compiled);
  expect(repetitionOf(compiled, 3).scenario.seed).toBe('1/3');
});
