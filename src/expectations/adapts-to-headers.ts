import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { expectation } from './expectation.ts';
import { followedOf, leastRunOn, violationOfRunOn, whyOpen } from './observe/adapts-to-headers.ts';

const drill = 'badgateway drill sixty-a-minute --only adapts-to-headers';
const shows = 'with more than 60 calls: none runs into the limit';

export const adaptsToHeaders = expectation({
  name: 'adapts-to-headers',
  summary: 'slows down before it is refused, where header fields tell what is left',
  params: z.strictObject({}),
  standard: null,
  fix:
    'read what each answer tells, and wait before the next request where nothing is left: ' +
    "if (response.headers.get('x-ratelimit-remaining-requests') === '0') await sleep(resetMs / limit)",
  check: `${drill} -- CMD, ${shows}, where the platform tells what is left`,
  checkOn: { openai: `${drill} --platform openai -- CMD, ${shows}` },
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline) {
    const followed = followedOf(timeline);
    const slowed = followed.filter(({ then }) => then === 'slowed');
    const ranOn = followed.filter(({ then }) => then === 'ran-on');
    const ignores = ranOn.length >= leastRunOn && ranOn.length > slowed.length;
    const samples = slowed.length + (ignores ? ranOn.length : 0);
    return {
      samples,
      problems: ignores ? ranOn.map(violationOfRunOn) : [],
      unclear: samples > 0 ? null : whyOpen(timeline, followed),
      says: `${formatCount(slowed.length, 'request')} came later, since few were left`,
    };
  },
});
