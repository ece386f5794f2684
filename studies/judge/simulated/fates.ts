import type { Luck } from '../../../src/lib/luck.ts';
import { between, pick, whole } from './client.ts';
import { type Fate, inUseOf, type Met, type PlatformName } from './gateway.ts';

/** How quickly (ms) errors come; answers take 50 to 400 ms. */
export type Pace = (luck: Luck) => number;
const quick: Pace = (luck) => between(luck, 0.5, 8);
const slow: Pace = (luck) => between(luck, 50, 400);
export const paceOf = (luck: Luck): Pace => pick(luck, [quick, slow]);

export function answered(luck: Luck): Met {
  const tookMs = slow(luck);
  const whole = { error: null, advice: null, retryAfter: null, ending: 'complete' } as const;
  return { ...whole, headMs: tookMs * between(luck, 0.5, 0.99), tookMs };
}

/** What one error is like on a platform. */
export function errorOf(platform: PlatformName, error: string) {
  const entry = inUseOf(platform).platform.errors.find(({ name }) => name === error);
  if (entry === undefined) throw new Error(`no error of ${platform} is named ${error}`);
  const { advice } = entry;
  return (luck: Luck, pace: Pace, retryAfter: number | null = null): Met => {
    const headMs = pace(luck);
    return { error, advice, retryAfter, headMs, tookMs: headMs + between(luck, 0, 0.5), ending: 'complete' };
  };
}

export const passing = {
  'token-factory': ['bad-gateway', 'internal-error', 'no-healthy-upstream'],
  deeptoken: ['platform-error'],
} as const;

export type Failing = (luck: Luck) => Met;

/** One sort of transient error in all of a run; half of the runs with a told wait. */
function transient(platform: PlatformName, luck: Luck): Failing {
  const pace = paceOf(luck);
  if (luck() < 0.4) {
    const limited = errorOf(platform, 'rate-limited');
    const most = pick(luck, [2, 8]);
    return (drawn) => limited(drawn, pace, whole(drawn, 1, most));
  }
  const error = errorOf(platform, pick(luck, passing[platform]));
  return (drawn) => error(drawn, pace);
}

/** Of the attempts of each call the first 0 to `most` fail. */
export function firstAttempts(failing: Failing, luck: Luck, least: number, most: number): Fate {
  const failures = new Map<number, number>();
  return ({ call, attempt }) => {
    const left = failures.get(call) ?? whole(luck, least, most);
    failures.set(call, left);
    return attempt <= left ? failing(luck) : answered(luck);
  };
}

/** A rule with `per: call`: as the gateway counts calls, the first two attempts fail. */
function firstOfEachFound(failing: Failing, luck: Luck): Fate {
  const met = new Map<number, number>();
  return (_, { call }) => {
    const before = met.get(call) ?? 0;
    met.set(call, before + 1);
    return before < 2 ? failing(luck) : answered(luck);
  };
}

/** The first requests fail, whoever sends them. */
function firstRequests(failing: Failing, luck: Luck): Fate {
  let left = whole(luck, 1, 10);
  return () => {
    left -= 1;
    return left >= 0 ? failing(luck) : answered(luck);
  };
}

function byChance(failing: Failing, luck: Luck): Fate {
  const chance = between(luck, 0.2, 0.5);
  return () => (luck() < chance ? failing(luck) : answered(luck));
}

function until(failing: Failing, luck: Luck): Fate {
  const endsAt = between(luck, 500, 6_000);
  return (_, __, at) => (at < endsAt ? failing(luck) : answered(luck));
}

/** The workspace's limit is used up: all are told to wait until the end of the window. */
function limited(platform: PlatformName, luck: Luck): Fate {
  const [error, pace, endsAt] = [errorOf(platform, 'rate-limited'), paceOf(luck), between(luck, 500, 8_000)];
  return (_, __, at) => (at < endsAt ? error(luck, pace, Math.ceil((endsAt - at) / 1_000)) : answered(luck));
}

/** No call fails more often than its client bears. */
function bearable(fate: Fate, luck: Luck, most: number): Fate {
  return (asked, joined, at) => (asked.attempt > most ? answered(luck) : fate(asked, joined, at));
}

/** What passes; a call fails at most so often. */
export function troubles(platform: PlatformName, luck: Luck, most: number): Fate {
  const failing = transient(platform, luck);
  const draws: readonly (() => Fate)[] = [
    () => firstAttempts(failing, luck, 0, 3),
    () => firstOfEachFound(failing, luck),
    () => firstRequests(failing, luck),
    () => byChance(failing, luck),
    () => until(failing, luck),
    () => limited(platform, luck),
  ];
  return bearable(pick(luck, draws)(), luck, most);
}

const finals = {
  'token-factory': ['invalid-api-key', 'forbidden', 'model-not-found', 'validation-failed'],
  deeptoken: ['invalid-api-key', 'org-wallet-empty', 'model-not-allowed', 'upstream-error'],
} as const;

/** Every request meets the same error, which stays. */
function always(failing: Failing, luck: Luck): Fate {
  return () => failing(luck);
}

export function finalError(
  platform: PlatformName,
  luck: Luck,
  error: string = pick(luck, finals[platform]),
): Fate {
  const [met, pace] = [errorOf(platform, error), paceOf(luck)];
  return always((drawn) => met(drawn, pace), luck);
}

/** One run of eight meets an error that stays. */
export function anything(platform: PlatformName, luck: Luck, most = 5): Fate {
  return luck() < 0.125 ? finalError(platform, luck) : troubles(platform, luck, most);
}
