import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { list } from '../../src/command/list.ts';
import { readScenario, shippedFile, shippedNames } from '../../src/gateway/library.ts';
import { expectedOf } from '../../src/judge/expected.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { platformNames } from '../../src/platforms/index.ts';
import { correctedFile, mutated, readMutants } from '../mutants/mutants.ts';

const platforms = await Promise.all(platformNames.map(findPlatform));
const mutants = readMutants();
const program = readFileSync(new URL(`../../${correctedFile}`, import.meta.url), 'utf8');

describe.each(platforms)('$name', ({ name: platform, contract, suite }) => {
  const sentences = Object.entries(contract);

  test('each sentence has expectation, scenario and mutant, or a reason why it is not judged', () => {
    for (const [id, { expectation, scenarios, mutants: caught, notJudged }] of sentences) {
      if (notJudged === null) {
        expect([id, typeof expectation]).toEqual([id, 'string']);
        expect(scenarios.length * caught.length, `${id}: no scenario, or no mutant`).toBeGreaterThan(0);
      } else {
        expect([id, expectation, scenarios, caught]).toEqual([id, null, [], []]);
        expect(notJudged.length, id).toBeGreaterThan(30);
      }
    }
  });

  test('the suite is the scenarios of its sentences', () => {
    const asked = sentences.flatMap(([, { scenarios }]) => scenarios);
    expect([...new Set(asked)].sort()).toEqual([...suite].sort());
    for (const name of suite) expect(shippedNames()).toContain(name);
  });

  test('each scenario of a sentence judges by its expectation', async () => {
    for (const [id, { expectation, scenarios }] of sentences)
      for (const name of scenarios) {
        const { scenario } = await readScenario(shippedFile(name), { platform });
        const judged = expectedOf(scenario, 'drill').map((each) => each.expectation.name);
        expect(judged, `${id} under ${name}`).toContain(expectation);
      }
  });

  test('each mutant is drilled under scenarios of its sentence', () => {
    for (const [id, sentence] of sentences)
      for (const name of sentence.mutants) {
        const mutant = mutants.find((each) => each.name === name);
        expect(sentence.scenarios, `${id}: ${name}`).toEqual(
          expect.arrayContaining(mutant?.scenarios.slice() ?? ['a scenario of the mutant']),
        );
      }
  });

  test('a sequence that repeats is walked through to its end in the suite', async () => {
    for (const name of suite) {
      const { scenario } = await readScenario(shippedFile(name), { platform });
      for (const { injection } of scenario.rules)
        if (injection.kind === 'sequence' && injection.then === 'repeat' && scenario.repetitions > 1)
          expect(scenario.repetitions, name).toBeGreaterThanOrEqual(injection.items.length);
    }
  });

  test('list contract prints each sentence and, last, the coverage: all of it', async () => {
    const told = { text: '', json: '' };
    const terminal = (form: keyof typeof told) => ({
      out: (text: string) => {
        told[form] += text;
      },
    });
    await list('contract', { platform }, terminal('text') as never);
    await list('contract', { platform, json: true }, terminal('json') as never);
    const judged = sentences.filter(([, { notJudged }]) => notJudged === null).length;
    const [last = '', ...rows] = told.text.trim().split('\n').reverse();
    expect(last).toMatch(new RegExp(`^suite coverage ${judged} of ${judged}(;|$)`));
    expect(rows.filter((row) => row !== '').length).toBe(sentences.length);
    const items = JSON.parse(told.json) as { readonly sentence: string; readonly expectation: string }[];
    expect(items.map(({ sentence }) => sentence)).toEqual(sentences.map(([id]) => id));
  });
});

test.each(mutants)('$name changes what is there exactly once, and is named by a contract', (mutant) => {
  expect(mutated(program, mutant)).not.toBe(program);
  const named = platforms.flatMap(({ contract }) => Object.values(contract).flatMap((each) => each.mutants));
  expect(named).toContain(mutant.name);
});

test('a change of what is not there, or there twice, is refused', () => {
  const changing = (find: string) => ({
    ...{ name: 'sample', scenarios: ['healthy'], alone: false, repeat: null },
    changes: [{ find, replace: '' }],
  });
  for (const find of ['no such line', 'await '])
    expect(() => mutated(program, changing(find))).toThrow('exactly once');
});
