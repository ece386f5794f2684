import type { Luck } from '../../../src/lib/luck.ts';
import { between, pick } from './client.ts';
import { models } from './crews.ts';
import { answered, errorOf, finalError, firstAttempts, paceOf, troubles } from './fates.ts';
import type { Fate, PlatformName } from './gateway.ts';

/** The one model is down for good. */
export function modelDown(platform: PlatformName, luck: Luck): Fate {
  const name = platform === 'deeptoken' ? 'no-available-channel' : 'no-healthy-upstream';
  const [error, pace] = [errorOf(platform, name), paceOf(luck)];
  return ({ model }) => (model === models[platform] ? error(luck, pace) : answered(luck));
}

export function conflicts(platform: PlatformName, luck: Luck): Fate {
  if (platform === 'deeptoken') return troubles(platform, luck, 5);
  const [error, pace] = [errorOf(platform, 'conflict'), paceOf(luck)];
  const fate = firstAttempts((drawn) => error(drawn, pace), luck, 0, 1);
  return (asked, ...more) => (asked.method === 'GET' ? answered(luck) : fate(asked, ...more));
}

export function oldKeyRefused(platform: PlatformName, luck: Luck): Fate {
  const refused = finalError(platform, luck, 'invalid-api-key');
  return (asked, ...more) =>
    asked.headers['authorization'] === 'Bearer sk-1' ? refused(asked, ...more) : answered(luck);
}

/** Some are hedged since they take long, some since they fail late. */
export function slowAnswers(platform: PlatformName, luck: Luck): Fate {
  const usually = troubles(platform, luck, 3);
  return (asked, joined, at) => {
    const met = usually(asked, joined, at);
    if (luck() < 0.6) return met;
    const more = between(luck, 300, 3_000);
    return { ...met, headMs: met.headMs + more, tookMs: met.tookMs + more };
  };
}

export function cutStreams(_: PlatformName, luck: Luck): Fate {
  const ending = pick(luck, ['damaged', 'severed'] as const);
  return firstAttempts((drawn) => ({ ...answered(drawn), headMs: 5, ending }), luck, 0, 2);
}

/** Some items of a list are refused, of which the client sends the next one. */
export function someRefused(platform: PlatformName, luck: Luck): Fate {
  const [usually, refused] = [troubles(platform, luck, 5), finalError(platform, luck)];
  return (asked, ...more) => (asked.call % 3 === 0 ? refused : usually)(asked, ...more);
}
