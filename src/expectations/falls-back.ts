import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { expectation } from './expectation.ts';
import { failoversOf, violationOfFailover, whyNone } from './observe/falls-back.ts';

/** Attempts at one model that are enough. The documents say "most clear within seconds", without a number. */
const usualTries = 2;

export const fallsBack = expectation({
  name: 'falls-back',
  summary: 'moves to another model when one stays unavailable',
  params: z.strictObject({
    after: z.int().min(1).exactOptional().describe('Attempts at the one model that are enough. Default: 2.'),
  }),
  standard: null,
  fix:
    'when a model has met 503 twice, ask a peer of it: for (const model of [first, ...peers]) { try ' +
    '{ return await ask({ ...request, model }) } catch (error) { if (error.status !== 503) throw error } }',
  check:
    'badgateway drill no-healthy-upstream-one-model -- CMD: the call ends with an answer of another model',
  falsePositiveRate: null,
  observe(timeline, { after }) {
    const enough = after ?? usualTries;
    const failovers = failoversOf(timeline);
    const moved = failovers.filter(({ then }) => then === 'moved');
    const stayed = failovers.filter(
      ({ then, tries }) => then === 'misplaced' || (then === 'open' && tries >= enough),
    );
    const open = failovers.filter(({ then }) => then === 'open').length;
    const samples = moved.length + stayed.length;
    const problems = [
      ...stayed.map(violationOfFailover),
      ...moved.filter(({ tries }) => tries === 1).map(violationOfFailover),
    ];
    const early = `${formatCount(open, 'call')} gave up before attempt ${enough} at the model`;
    return {
      samples,
      problems,
      unclear: samples > 0 ? null : open > 0 ? early : whyNone(failovers),
      says: `${formatCount(moved.length, 'call')} moved to another model`,
    };
  },
});
