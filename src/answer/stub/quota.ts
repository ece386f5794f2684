import type { StubHandler } from './handler.ts';
import { withProspects } from './prospects.ts';
import { reply } from './reply.ts';

const perMinute = { requests: 600, tokens: 200_000 };

/**
 * What is left of the minute: nothing where every model would be refused with a 429 now. Assumed: the
 * documents name the units and the workspace, but neither numbers nor field names.
 */
export const quota: StubHandler = {
  answer: ({ facts }, run) =>
    withProspects(facts, run, (prospects) => {
      const used = run.meter.usedAt(facts.at);
      const isUsedUp = prospects.size > 0 && [...prospects.values()].every((each) => each === 'limited');
      const left = (unit: keyof typeof perMinute) => ({
        limit: perMinute[unit],
        remaining: isUsedUp ? 0 : Math.max(0, perMinute[unit] - used[unit]),
      });
      return reply(run, {
        object: 'quota',
        scope: 'workspace',
        requests_per_minute: left('requests'),
        tokens_per_minute: left('tokens'),
      });
    }),
};
