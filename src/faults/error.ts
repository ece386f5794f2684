import { z } from 'zod';
import { unknownName } from '../lib/nearest.ts';
import { scramble } from '../lib/scramble.ts';
import { type EntryChoice, findEntry, knownChoices } from '../platforms/catalogue.ts';
import { errorAnswer } from '../platforms/envelope.ts';
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

function choiceOf({ status, code, entry }: z.output<typeof params>): EntryChoice {
  if (entry !== undefined) return { by: 'entry', value: entry };
  if (code !== undefined) return { by: 'code', value: code };
  return { by: 'status', value: status ?? 0 };
}

export const error = requestFault({
  name: 'error',
  layer: 'answer',
  effect: 'replaces',
  summary: "answer with an entry of the platform's error catalogue, in the envelope of the surface asked",
  params,
  main: 'status',
  example: { code: 'rate_limited', retryAfter: ['5s', '7s'] },
  needsBody: () => true,
  explain(given) {
    const { by, value } = choiceOf(given);
    const wait = given.retryAfter === undefined ? '' : `, Retry-After ${sayRetryAfter(given.retryAfter)}`;
    return `answer the platform's error of ${by} ${value}${wait}`;
  },
  objections(given, inUse, surfaces) {
    const choice = choiceOf(given);
    const without = surfaces.filter((surface) => findEntry(inUse, surface, choice) === null);
    if (without.length === 0) return [];
    const known = knownChoices(inUse, without, choice.by);
    const where =
      without.length === surfaces.length
        ? ''
        : ` on the surface ${without.join(', ')}; narrow the rule's when, or`;
    const remedy = `${unknownName(`error ${choice.by} of ${inUse.platform.name}`, String(choice.value), known)}${where}`;
    return [{ path: [choice.by], message: `${remedy}; for an answer outside the catalogue use respond` }];
  },
  async *apply(steps, { params: given, facts, inUse, injection, luck, clock }) {
    const entry = findEntry(inUse, facts.surface, choiceOf(given));
    // Only an endpoint that no route knows can be on a surface that the rule was not checked for.
    if (entry === null) return yield* steps;
    const message = given.message === 'scrambled' ? scramble(entry.message, luck) : given.message;
    yield* errorAnswer(
      inUse,
      facts.surface,
      entry,
      { model: facts.model, path: facts.path, method: facts.method, param: given.param ?? null },
      {
        ...(message === undefined ? {} : { message }),
        ...(given.retryAfter === undefined
          ? {}
          : { retryAfter: retryAfterHeaders(given.retryAfter, injection, clock) }),
      },
    );
  },
});
