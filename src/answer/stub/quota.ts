import type { StubHandler } from './handler.ts';
import { reply } from './reply.ts';

const perMinute = { requests: 600, tokens: 200_000 };

/** Assumed: the documents name the units and the workspace, but neither numbers nor field names. */
export const quota: StubHandler = {
  answer: (_request, run) =>
    reply(run, {
      object: 'quota',
      scope: 'workspace',
      requests_per_minute: { limit: perMinute.requests, remaining: perMinute.requests },
      tokens_per_minute: { limit: perMinute.tokens, remaining: perMinute.tokens },
    }),
};
