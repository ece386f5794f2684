import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { streaksOf, violationOfStreak, whyOpen } from './observe/sheds-to-smaller-model.ts';

/** Assumed: the documents speak of a sustained rate limit, without a number. Milliseconds. */
const usualMs = 30_000;
/** A minute of them, each with a wait of 5 s. */
const refused = Array(12).fill(429).join(', ');
const drill = `healthy --only sheds-to-smaller-model --rule '${refused}'`;

export const shedsToSmallerModel = expectation({
  name: 'sheds-to-smaller-model',
  summary: 'asks a smaller model, for some calls at least, while a rate limit lasts',
  params: z.strictObject({
    after: duration
      .exactOptional()
      .describe(
        'How long refusals of a model have to last. Given: staying fails. Default: advice after 30s.',
      ),
    refusals: z
      .int()
      .min(1)
      .exactOptional()
      .describe('So many refusals of a model are enough, however short. Given: staying fails.'),
  }),
  standard: null,
  fix:
    'when a model has been refused for a while, let calls that can do with it take a smaller one, at the ' +
    'end of the wait that was told: const model = refusals < 3 ? large : small',
  check: `badgateway drill ${drill} -- CMD: after half a minute a smaller model is asked`,
  checkOn: playedOnDeeptoken(drill, 'after half a minute a smaller model is asked'),
  falsePositiveRate: null,
  observe(timeline, { after, refusals }) {
    const given = after !== undefined || refusals !== undefined;
    const afterMs = after ?? (refusals === undefined ? usualMs : null);
    const streaks = streaksOf(timeline, { afterMs, refusals: refusals ?? null });
    const shed = streaks.filter(({ then }) => then === 'shed');
    const problems = streaks.flatMap((streak) => violationOfStreak(streak, given ? 'error' : 'advice'));
    return {
      samples: shed.length + problems.length,
      problems,
      unclear: shed.length + problems.length > 0 ? null : whyOpen(streaks),
      says: `${formatCount(shed.length, 'time')} a smaller model was asked while a rate limit lasted`,
    };
  },
});
