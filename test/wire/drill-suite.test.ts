import { expect, test } from 'vitest';
import { drilledHosted } from '../helpers/drill.ts';
import { briefNode } from '../helpers/system.ts';

/** What the contracts of the platforms call for, and a client that keeps all of it. */
test.concurrent.each([
  ['token-factory', 15],
  ['deeptoken', 7],
  ['deeptoken-en', 7],
  ['openai', 8],
])(
  'examples/corrected.mjs holds under the whole suite of %s',
  async (platform, count) => {
    const { told } = await drilledHosted(
      ['--suite', platform, '--jobs', '8'],
      [...briefNode, 'examples/corrected.mjs'],
    );
    expect(told.scenarios.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(
      told.scenarios.map(({ name }) => `${name} pass`),
    );
    expect(told.scenarios).toHaveLength(count);
    expect(told.exit).toBe(0);
  },
  120_000,
);
