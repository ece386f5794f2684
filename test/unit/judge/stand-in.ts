import { z } from 'zod';
import type { Expectation, Observation } from '../../../src/expectations/expectation.ts';
import type { Timeline } from '../../../src/model/timeline.ts';
import type { Violation } from '../../../src/timeline/violation.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { type TimelineSetting, timeline } from '../../helpers/timeline.ts';

export const inUse = platformInUse();

/** An expectation that sees what it is told to see. */
export function standIn(
  observe: (timeline: Timeline, params: unknown) => Partial<Observation>,
  more: Partial<Expectation> = {},
): Expectation {
  return {
    name: 'stands-in',
    summary: 'stands in for another',
    params: z.unknown(),
    standard: { says: 'a standard says so', source: 'RFC 1' },
    fix: 'mend it',
    check: 'look at it',
    falsePositiveRate: null,
    observe: (seen, params) => ({
      ...{ samples: 1, problems: [], unclear: null, says: 'all was well' },
      ...observe(seen, params),
    }),
    ...more,
  };
}

export function problem(more: Partial<Violation> = {}): Violation {
  return {
    problem: 'did-wrong',
    severity: 'error',
    nature: 'wrong',
    met: '503',
    call: null,
    attempts: [],
    says: 'it did wrong',
    ...more,
  };
}

export function timelineWith(
  calls: TimelineSetting['calls'] = [[{ at: 0 }]],
  more: Partial<Timeline> = {},
): Timeline {
  return { ...timeline({ inUse, calls }), ...more };
}
