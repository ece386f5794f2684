import { expect, test } from 'vitest';
import { FileMistakes } from '../../src/config/mistakes.ts';
import { readScenario, shippedFile, shippedNames } from '../../src/gateway/library.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { platformNames } from '../../src/platforms/index.ts';

const deeptoken = ['deeptoken', 'deeptoken-en'];

/** What a platform lacks: each of these scenarios is refused there, and says so. Every other one plays. */
const lacks: Readonly<Record<string, { readonly on: readonly string[]; readonly says: RegExp }>> = {
  'bad-gateway-flaky': { on: deeptoken, says: /has no error of the kind upstream-failed;/ },
  'server-errors': { on: deeptoken, says: /has no error of the kind upstream-failed;/ },
  conflict: { on: deeptoken, says: /has no error of the kind state-conflict;/ },
  'request-timeout': { on: deeptoken, says: /has no error of the kind request-timed-out;/ },
  'budget-exceeded': { on: ['openai', 'token-factory'], says: /has no error of the kind budget-spent;/ },
  'wallet-empty': { on: ['token-factory'], says: /has no error of the kind out-of-money;/ },
  'quota-exhausted': { on: ['token-factory'], says: /has no error of the kind out-of-money;/ },
  'budget-rolls': { on: ['openai', 'token-factory'], says: /has no error of its own for this budget/ },
  'wallet-drains': { on: ['token-factory'], says: /has no error of its own for this wallet/ },
  // Token Factory alone knows the plain text of its proxy, and DeepToken alone has retried for the client.
  'no-healthy-upstream': { on: ['openai', ...deeptoken], says: /unknown fault or error "no-healthy-/ },
  'upstream-error': { on: ['openai', 'token-factory'], says: /unknown fault or error "upstream-error"/ },
  'every-error': { on: ['openai', ...deeptoken], says: /unknown fault or error "invalid-payload"/ },
};

/** `plays`, or why the platform cannot. */
async function playedOn(name: string, platform: string): Promise<string> {
  try {
    await readScenario(shippedFile(name), { platform });
    return 'plays';
  } catch (error) {
    if (error instanceof FileMistakes) return error.message;
    throw error;
  }
}

test.each(shippedNames())('%s plays on every platform that has the kind', async (name) => {
  const { on, says } = lacks[name] ?? { on: [], says: /^plays$/ };
  for (const platform of platformNames)
    expect(await playedOn(name, platform), platform).toMatch(on.includes(platform) ? says : /^plays$/);
});

test('a kind means one entry of each platform and surface, in the words of the wire', async () => {
  const kindsOf = async (platform: string) =>
    (await findPlatform(platform)).errors.flatMap(({ kinds, name, status }) =>
      kinds.map((kind) => `${kind}: ${status} ${name}`),
    );
  const said = Object.fromEntries(
    await Promise.all(platformNames.map(async (name) => [name, await kindsOf(name)] as const)),
  );
  const one = (kind: string) =>
    platformNames.map((name) => said[name]?.find((each) => each.startsWith(`${kind}: `)) ?? null).sort();
  expect(one('unavailable')).toEqual([
    'unavailable: 503 no-available-channel',
    'unavailable: 503 no-available-channel',
    'unavailable: 503 no-healthy-upstream',
    'unavailable: 503 overloaded',
  ]);
  expect(one('out-of-money')).toEqual(
    [
      null,
      'out-of-money: 402 org-wallet-empty',
      'out-of-money: 402 wallet-empty',
      'out-of-money: 429 insufficient-quota',
    ].sort(),
  );
});
