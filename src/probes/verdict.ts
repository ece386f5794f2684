import { z } from 'zod';
import { expectationNames, findExpectation } from '../expectations/index.ts';
import { verdictsOf } from '../judge/judge.ts';
import { probe } from './probe.ts';

/** A command's end is not seen from outside. */
const judgeable = expectationNames.filter((name) => name !== 'exit');

const outcomes = {
  pass: 'held',
  fail: 'refuted',
  known: 'refuted',
  suspect: 'inconclusive',
  inconclusive: 'inconclusive',
} as const;

export const verdict = probe({
  name: 'verdict',
  source: 'verdict',
  summary: 'whether an expectation of a client passes',
  unit: null,
  leastSamples: 1,
  params: z.strictObject({
    expectation: z.enum(judgeable).describe('Its name, of `badgateway list expectations`.'),
    with: z.record(z.string(), z.unknown()).default({}).describe('Its parameters.'),
  }),
  example: { expectation: 'honours-retry-after' },
  explain: ({ expectation }) => `the expectation ${expectation} passes`,
  async sample(params, { timeline }) {
    const expectation = findExpectation(params.expectation);
    const given = expectation?.params.safeParse(params.with);
    if (expectation === undefined || given?.success !== true)
      throw new Error(`${params.expectation}: its parameters were not checked`);
    const [found] = verdictsOf({ expectation, params: given.data, by: 'asked' }, timeline());
    if (found === undefined)
      return { kind: 'own', outcome: 'inconclusive', samples: 0, says: 'there was no occasion to see it' };
    return {
      kind: 'own',
      outcome: outcomes[found.outcome],
      samples: found.samples,
      says: found.because,
    };
  },
});
