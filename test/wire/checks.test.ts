import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { needsOf, type Pair, readPairs } from '../corpus/pairs.ts';
import { drilled } from '../helpers/drill.ts';
import { needs } from '../helpers/system.ts';

/** Two drills of each; most of their time is waiting. */
const patienceMs = 120_000;

/** Pairs of clients that show by the very command of the check whether the fix works. */
const shown = [
  'does-not-retry.invalid-key',
  'does-not-retry.upstream-error',
  'falls-back.one-model',
  'honours-retry-after.no-header',
  'honours-retry-after.own-backoff',
  'keys-in-headers-only.query',
  'verifies-tls.curl-insecure',
];

/** Why no pair shows the check of an expectation; the corpus shows each by a scenario of its own. */
const notShown: Readonly<Record<string, string>> = {
  'backs-off': 'its scenario goes by chance, which the one call of a pair may not meet',
  jitters: 'it repeats twenty times',
  'gives-up': 'it takes a minute and a half until a client has tried too often',
  'comes-back': 'it takes two minutes until a client has slept for too long',
  retries: 'its scenario goes by chance, which the one call of a pair may not meet',
  recovers: 'its scenario goes by chance, which the one call of a pair may not meet',
  'notices-truncation': 'its scenarios are for streams and for whole answers, a pair asks for one of them',
  'has-read-timeout': 'each silence lasts for half a minute',
  'closes-on-abort': 'no shipped scenario asks for it',
  'no-storm-after-recovery': 'no shipped scenario asks for it',
  'keeps-idempotency-key': 'no shipped scenario asks for it',
  'ignores-message-text': 'no shipped scenario asks for it',
  exit: 'it holds under any scenario',
};

/** The arguments of `badgateway drill` in the check that a finding on this platform shows. */
function checkOf({ expectation: name, scenario }: Pair): string[] {
  const { platform } = parse(readFileSync(scenario, 'utf8')) as { readonly platform: string };
  const { check = '', checkOn = {} } = expectations.find((each) => each.name === name) ?? {};
  const [, words = ''] = /^badgateway drill (.+?) -- CMD/.exec(checkOn[platform] ?? check) ?? [];
  return words.split(' ');
}

async function outcomes(pair: Pair, command: readonly string[]): Promise<string[]> {
  const { told } = await drilled(checkOf(pair), command);
  return told.scenarios.flatMap(({ verdicts }) =>
    verdicts.filter(({ expectation }) => expectation === pair.expectation).map(({ outcome }) => outcome),
  );
}

const pairs = readPairs();

test('every expectation has a pair that shows its check, or a reason why not', () => {
  const names = new Set(shown.map((name) => name.split('.')[0] ?? ''));
  expect([...names, ...Object.keys(notShown)].sort()).toEqual(expectationNames.toSorted());
});

for (const pair of pairs.filter(({ name }) => shown.includes(name))) {
  const parts = [pair.naive, pair.corrected].flatMap(([, file]) => needsOf(readFileSync(file, 'utf8')));
  needs(...new Set(parts)).concurrent(
    `${pair.name}: its check fails the naive program, and passes the corrected one`,
    async () => {
      expect(new Set(await outcomes(pair, pair.corrected))).toEqual(new Set(['pass']));
      expect(await outcomes(pair, pair.naive)).toContain('fail');
    },
    patienceMs,
  );
}
