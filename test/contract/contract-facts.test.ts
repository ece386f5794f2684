import { describe, expect, test } from 'vitest';
import { expectationNames } from '../../src/expectations/index.ts';
import { type PlatformFact, platformFacts } from '../../src/platforms/facts.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { factsOf, pages } from '../wire/contract/rows.ts';

const told = ({ what, value }: PlatformFact) => `${what} ${value}`;

/** Facts that rest on the errors page of the platform. */
async function documentedFacts(platform: string): Promise<PlatformFact[]> {
  const { sources, ...rest } = await findPlatform(platform);
  return platformFacts({ sources, ...rest }).filter(({ source }) => source === sources['errors']);
}

describe.each(pages)('$platform', ({ platform, extends: base, rows }) => {
  test('each sentence has a place of its own', () => {
    const places = rows.map(({ place }) => place);
    expect(places).toEqual([...new Set(places)]);
  });

  test('the sentences state every fact that is documented by the errors page, and no other', async () => {
    const inherited = base === undefined ? [] : (await documentedFacts(base)).map(told);
    const own = (await documentedFacts(platform)).filter((fact) => !inherited.includes(told(fact)));
    const stated = new Set(rows.flatMap(factsOf));
    expect([...stated].toSorted()).toEqual(own.map(({ what }) => what).toSorted());
  });

  test('what is documented names a source, and what it states a sentence that is documented', async () => {
    const { sources } = await findPlatform(platform);
    for (const { place, documented, facts } of rows) {
      if (documented !== undefined) expect(Object.keys(sources), place).toContain(documented);
      else expect(facts, place).toEqual({});
    }
  });

  test('what judges a sentence of the contract is told where the sentence is stated', async () => {
    const { contract } = await findPlatform(platform);
    for (const { place, judged, facts } of rows) {
      const asked = (facts['contract'] ?? []).map((id) => contract[id]?.expectation ?? null);
      const judging = asked.filter((expectation) => expectation !== null);
      expect(judged, place).toEqual(expect.arrayContaining(judging));
    }
  });

  test('the expectations that judge exist', () => {
    const names = rows.flatMap(({ judged }) => judged);
    expect(expectationNames).toEqual(expect.arrayContaining(names));
  });
});
