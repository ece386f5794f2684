import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { asksTheSame, type Retry, retriesOf } from '../timeline/retries.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { compareKeys } from './observe/keeps-idempotency-key.ts';

const twice = "healthy --only keeps-idempotency-key --rule '500, 500, ok'";
const hint = ' (two calls with equal bodies? then send x-badgateway-call with each)';

function problemOf(retry: Retry): Violation[] {
  const { call, before, attempt } = retry;
  const change = compareKeys(retry);
  if (change === 'kept') return [];
  const what = change === 'made-a-new-key' ? 'another Idempotency-Key' : 'no Idempotency-Key';
  // Two requests with equal bodies may be two calls; a different key suggests that they are.
  const sure = attempt.certainty === 'certain';
  return [
    {
      ...{ problem: change, severity: sure ? 'error' : 'warning', nature: 'wrong', met: 'retry', call },
      attempts: [before, attempt],
      says: `attempt ${attempt.ordinal} had ${what}, unlike attempt ${before.ordinal}${sure ? '' : hint}`,
    },
  ];
}

const unused: Violation = {
  ...{ problem: 'sends-no-key', severity: 'advice', nature: 'absent' },
  ...{ met: 'retry', call: null, attempts: [] },
  says: 'it retries without an Idempotency-Key, so that the server cannot recognize a retry',
};

export const keepsIdempotencyKey = expectation({
  name: 'keeps-idempotency-key',
  summary: 'sends the same Idempotency-Key in every attempt of a call',
  params: z.strictObject({}),
  standard: {
    says: 'a request that is sent again carries the key of the first one: a new key is a new request',
    source: 'draft-ietf-httpapi-idempotency-key-header-06 section 2',
  },
  fix:
    'make the key once for each call, outside of the retry loop, and hand it to every attempt: ' +
    "const idempotencyKey = randomUUID() before the loop, 'idempotency-key': idempotencyKey within",
  check: `badgateway drill ${twice} -- CMD: each attempt of a call has its key`,
  checkOn: playedOnDeeptoken(twice, 'each attempt of a call has its key'),
  falsePositiveRate: null,
  // A retry with another model has another body, and needs a key of its own.
  observe(timeline) {
    const retries = retriesOf(timeline).filter(asksTheSame);
    const keyed = retries.filter(({ before }) => before.entry.idempotencyKey !== null);
    if (keyed.length === 0 && retries.length > 0)
      return { samples: 0, problems: [unused], unclear: 'it sends no Idempotency-Key', says: '' };
    const says = `${formatCount(keyed.length, 'attempt')} kept the key of the one before`;
    return { samples: keyed.length, problems: keyed.flatMap(problemOf), unclear: null, says };
  },
});
