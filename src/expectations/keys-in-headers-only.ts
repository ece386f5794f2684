import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { attemptsOf } from '../timeline/endings.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';

const places = {
  query: 'the query of its URL',
  body: 'its body',
  referer: 'the URL of its Referer field',
  cookie: 'a cookie',
  header: 'a header field that is made for something else',
} as const;

export const keysInHeadersOnly = expectation({
  name: 'keys-in-headers-only',
  summary: 'sends its key in the header that is made for it, and nowhere else',
  params: z.strictObject({}),
  standard: {
    says: 'a bearer token goes into the Authorization header; in a URL it is kept by logs and histories',
    source: 'RFC 6750 sections 2 and 5.3',
  },
  fix:
    'send Authorization: Bearer KEY and take the key out of the query, the body and other fields ' +
    '(no ?api_key=…, no "api_key" field); then replace the key, since logs have kept it',
  check: 'badgateway drill healthy --only keys-in-headers-only -- CMD: no key is outside of the header',
  checkOn: playedOnDeeptoken('healthy --only keys-in-headers-only', 'no key is outside of the header'),
  falsePositiveRate: null,
  observe(timeline) {
    const sent = attemptsOf(timeline).filter(
      ({ attempt: { entry } }) => entry.key !== null || entry.keyBeside !== null,
    );
    const problems = sent.flatMap(({ call, attempt }): Violation[] => {
      const { keyBeside: place, method, url } = attempt.entry;
      if (place === null) return [];
      return [
        {
          problem: `key-in-${place}`,
          severity: 'error',
          nature: 'wrong',
          met: place,
          call,
          attempts: [attempt],
          says: `${method} ${url} had a key in ${places[place]}`,
        },
      ];
    });
    const says = `${formatCount(sent.length, 'request')}, each with its key in the header alone`;
    return { samples: sent.length, problems, unclear: sent.length === 0 ? 'no key was sent' : null, says };
  },
});
