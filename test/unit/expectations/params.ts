import { expect, test } from 'vitest';
import { findExpectation } from '../../../src/expectations/index.ts';

/** What a scenario may give to an expectation, and what it may not. */
export function testParams(name: string, good: readonly unknown[], bad: readonly unknown[]): void {
  test(`${name} takes parameters that make sense, and no others`, () => {
    const params = findExpectation(name)?.params;
    expect(good.filter((given) => params?.safeParse(given).success !== true)).toEqual([]);
    expect(bad.filter((given) => params?.safeParse(given).success !== false)).toEqual([]);
  });
}
