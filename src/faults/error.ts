import { z } from 'zod';
import { errorAnswer } from '../answer/error-answer.ts';
import { headMistakes, withWrittenHead } from '../answer/framing/written-head.ts';
import { writtenHead } from '../lib/header-fields.ts';
import { choiceOf, early, findEntry, missingEntry, namedError, waysOf } from '../platforms/catalogue.ts';
import { reword, subjectOf } from '../platforms/envelope.ts';
import { describeRetryAfter, retryAfter, retryAfterHeaders } from '../platforms/retry-after.ts';
import { replacingFault } from './fault.ts';

const params = z
  .strictObject({
    ...namedError,
    retryAfter: retryAfter.optional().describe('`5s`, `none`, a form of it, or a list. Default: the entry.'),
    shouldRetry: z.boolean().optional().describe('Sends x-should-retry, true or false. Default: not sent.'),
    param: z.string().optional().describe('The parameter that the error names.'),
    early,
    ...writtenHead,
  })
  .refine((given) => waysOf(given) === 1, 'say which error by exactly one of status, code and entry');

export const error = replacingFault({
  name: 'error',
  layer: 'answer',
  summary: "answer with an entry of the platform's error catalogue, in the envelope of the surface asked",
  params,
  main: 'status',
  example: { code: 'rate_limited', retryAfter: ['5s', '7s'] },
  before: (given) => (given.early === true ? 'body' : null),
  needsBody: ({ message }) => (message === 'scrambled' ? 'draws' : 'says'),
  explain(given) {
    const { by, value } = choiceOf(given);
    const wait =
      given.retryAfter === undefined ? '' : `, Retry-After ${describeRetryAfter(given.retryAfter)}`;
    const retry = given.shouldRetry === undefined ? '' : `, x-should-retry ${given.shouldRetry}`;
    return `answer the platform's error of ${by} ${value}${wait}${retry}`;
  },
  objections(given, inUse, surfaces) {
    const choice = choiceOf(given);
    const message = missingEntry(inUse, surfaces, choice);
    return [...(message === null ? [] : [{ path: [choice.by], message }]), ...headMistakes(given)];
  },
  answer({ params: given, facts, inUse, injection, luck, clock }) {
    const entry = findEntry(inUse, facts.surface, choiceOf(given));
    // Only an endpoint without a route can be on a surface that was not checked for this rule.
    if (entry === null) return null;
    const subject = { ...subjectOf(facts), param: given.param ?? null };
    const { message, retryAfter: wait, shouldRetry } = given;
    const answer = errorAnswer(inUse, facts.surface, entry, subject, {
      ...(message === undefined ? {} : { message: reword(message, luck) }),
      ...(wait === undefined ? {} : { retryAfter: retryAfterHeaders(wait, injection, clock) }),
      ...(shouldRetry === undefined ? {} : { headers: ['x-should-retry', String(shouldRetry)] }),
    });
    return withWrittenHead(answer, given);
  },
});
