import type { StubHandler } from './handler.ts';
import { reply } from './reply.ts';

/** Assumed: no document states the fields. */
export const status: StubHandler = {
  answer: (_request, run) =>
    reply(run, {
      object: 'status',
      status: 'operational',
      models: Array.from(run.models.keys(), (id) => ({ id, status: 'operational' })),
    }),
};
