import { z } from 'zod';
import { describeDistribution } from '../lib/distribution.ts';
import { duration } from '../lib/shapes.ts';
import { distributionOf, spread } from '../lib/spread.ts';
import type { Distribution, Pace } from '../model/pace.ts';

type Profile = 'fast' | 'typical' | 'slow' | 'overloaded';

function about(medianMs: number, p99Ms: number, capMs: number): Distribution {
  return { kind: 'lognormal', medianMs, p99Ms, capMs };
}

/**
 * All numbers are assumed, since no document gives any: orders of magnitude of hosted models, from a small
 * one on fast hardware to a large one behind a queue.
 */
const profiles: Readonly<Record<Profile, Pace>> = {
  fast: {
    firstToken: about(150, 600, 2_000),
    perToken: about(6, 20, 100),
    perPromptTokenMs: 0.02,
    perStream: 0,
  },
  typical: {
    firstToken: about(500, 2_500, 10_000),
    perToken: about(20, 80, 500),
    perPromptTokenMs: 0.1,
    perStream: 0.01,
  },
  slow: {
    firstToken: about(2_000, 8_000, 30_000),
    perToken: about(60, 250, 2_000),
    perPromptTokenMs: 0.5,
    perStream: 0.02,
  },
  overloaded: {
    firstToken: about(8_000, 40_000, 120_000),
    perToken: about(200, 1_500, 10_000),
    perPromptTokenMs: 1,
    perStream: 0.1,
  },
};

const nothing: Distribution = { kind: 'fixed', ms: 0 };
const atOnce: Pace = { firstToken: nothing, perToken: nothing, perPromptTokenMs: 0, perStream: 0 };

/** `fast: first token about 150ms (1 of 100 over 600ms), further ones about 6ms (…), …` */
function describeProfile([name, { firstToken, perToken, perPromptTokenMs, perStream }]: [
  string,
  Pace,
]): string {
  const further = `further ones ${describeDistribution(perToken)}`;
  const first = `first token ${describeDistribution(firstToken)}, ${further}`;
  return `${name}: ${first}, perPromptToken ${perPromptTokenMs}ms, perStream ${perStream}.`;
}

const profile = z
  .enum(Object.keys(profiles) as Profile[])
  .describe(`Assumed throughout. ${Object.entries(profiles).map(describeProfile).join(' ')}`);

/** `20ms`, or a distribution. */
const time = z
  .union([duration.transform((ms) => ({ for: ms })), spread])
  .transform((given) => distributionOf(given) ?? nothing);

const figures = z
  .strictObject({
    profile: profile.exactOptional(),
    firstToken: time
      .exactOptional()
      .describe('Time to first token: 400ms, { from, to } or { median, p99, cap }.'),
    perToken: time.exactOptional().describe('Time to each further token, spelled alike.'),
    perPromptToken: duration
      .exactOptional()
      .describe('By how much each token of the prompt puts the first one off.'),
    perStream: z
      .number()
      .min(0)
      .max(100)
      .exactOptional()
      .describe('0.1: with 3 other answers under way everything takes 1.3 times as long.'),
  })
  .transform(({ profile: base, perPromptToken, ...given }): Pace => {
    const { perPromptTokenMs, ...rest } = base === undefined ? atOnce : profiles[base];
    return { ...rest, ...given, perPromptTokenMs: perPromptToken ?? perPromptTokenMs };
  });

/** A profile, or numbers that may override some of a profile's. */
export const pace = z.union([profile.transform((name) => profiles[name]), figures]);
