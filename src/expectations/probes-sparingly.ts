import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { probingsOf, violationOfProbing, whyNoProbing } from './observe/probes-sparingly.ts';

/** Assumed: usual figures of circuit breakers. */
const usual = { failures: 5, probes: 1, perMs: 5_000 };

export const probesSparingly = expectation({
  name: 'probes-sparingly',
  summary: 'asks an upstream that is down only now and then, once it has failed several times',
  params: z.strictObject({
    failures: z.int().min(1).exactOptional().describe('So many in a row open a breaker. Default: 5.'),
    probes: z.int().min(0).exactOptional().describe('What it lets through within `per`. Default: 1.'),
    per: duration
      .refine((ms) => ms > 0, 'expected more than 0s')
      .exactOptional()
      .describe('Default: 5s. With any of the three given, more fails; else it is advice.'),
  }),
  standard: null,
  fix:
    'after some failures in a row leave the upstream out for a while, and then ask it with one call: ' +
    'if (failures >= 3 && Date.now() < openUntil) continue',
  check: 'badgateway drill failover-lab -- CMD, which keeps asking: the dead upstream gets a probe a second',
  checkOn: playedOnDeeptoken('failover-lab', 'the dead upstream gets a probe a second'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, { failures, probes, per }) {
    const given = [failures, probes, per].some((figure) => figure !== undefined);
    const breaker = {
      failures: failures ?? usual.failures,
      probes: probes ?? usual.probes,
      perMs: per ?? usual.perMs,
    };
    const probings = probingsOf(timeline, breaker);
    const sparing = probings.filter(({ then }) => then === 'sparing');
    const hammered = probings.filter(({ then }) => then === 'hammered');
    const samples = sparing.length + hammered.length;
    const sent = sparing.reduce((sum, each) => sum + each.probes.length, 0);
    return {
      samples,
      problems: hammered.map((each) => violationOfProbing(each, breaker, given ? 'error' : 'advice')),
      unclear: samples > 0 ? null : whyNoProbing(probings, breaker),
      says: `${formatCount(sent, 'probe')} in ${formatCount(sparing.length, 'outage')} of an upstream`,
    };
  },
});
