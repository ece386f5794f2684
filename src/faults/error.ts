import { z } from 'zod';
import { scramble } from '../lib/scramble.ts';
import { choiceOf, findEntry, missingEntry } from '../platforms/catalogue.ts';
import { errorAnswer, subjectOf } from '../platforms/envelope.ts';
import { retryAfter, retryAfterHeaders, sayRetryAfter } from '../platforms/retry-after.ts';
import { requestFault } from './fault.ts';

const params = z
  .strictObject({
    status: z.int().min(400).max(599).optional(),
    code: z.string().optional(),
    entry: z.string().optional(),
    retryAfter: retryAfter.optional(),
    message: z.string().optional(),
    param: z.string().optional(),
  })
  .refine(
    ({ status, code, entry }) => [status, code, entry].filter((way) => way !== undefined).length === 1,
    'say which error by exactly one of status, code and entry',
  );

export const error = requestFault({
  name: 'error',
  layer: 'answer',
  effect: 'replaces',
  summary: "answer with an entry of the platform's error catalogue, in the envelope of the surface asked",
  params,
  main: 'status',
  example: { code: 'rate_limited', retryAfter: ['5s', '7s'] },
  needsBody: ({ message }) => (message === 'scrambled' ? 'draws' : 'says'),
  explain(given) {
    const { by, value } = choiceOf(given);
    const wait = given.retryAfter === undefined ? '' : `, Retry-After ${sayRetryAfter(given.retryAfter)}`;
    return `answer the platform's error of ${by} ${value}${wait}`;
  },
  objections(given, inUse, surfaces) {
    const choice = choiceOf(given);
    const message = missingEntry(inUse, surfaces, choice);
    return message === null ? [] : [{ path: [choice.by], message }];
  },
  async *apply(steps, { params: given, facts, inUse, injection, luck, clock }) {
    const entry = findEntry(inUse, facts.surface, choiceOf(given));
    // Only an endpoint that no route knows can be on a surface that the rule was not checked for.
    if (entry === null) return yield* steps;
    const { message = null } = given;
    const rewrite = (text: string) => (message === 'scrambled' ? scramble(text, luck) : (message ?? text));
    yield* errorAnswer(
      inUse,
      facts.surface,
      entry,
      { ...subjectOf(facts), param: given.param ?? null },
      {
        message: rewrite,
        ...(given.retryAfter === undefined
          ? {}
          : { retryAfter: retryAfterHeaders(given.retryAfter, injection, clock) }),
      },
    );
  },
});
