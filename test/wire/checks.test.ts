import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { needsOf, readPairs } from '../corpus/pairs.ts';
import { drilledHosted } from '../helpers/drill.ts';
import { needs } from '../helpers/system.ts';

/** Two drills of each; most of their time is waiting. */
const patienceMs = 240_000;

type PlatformName = 'token-factory' | 'deeptoken';

interface Shown {
  readonly pair: string;
  /** Platform of the finding that the check stands beside. */
  readonly on?: PlatformName;
  /** What makes it quicker; it changes nothing of what is judged. */
  readonly more?: readonly string[];
  /** `some`: a program asks for streams or for whole answers, a check is about both. */
  readonly meets?: 'all' | 'some';
  /** For a program that asks another model, which this platform does not have. */
  readonly model?: string;
}

/** Pairs of clients that show by the very command of the check whether the fix works. */
const shown: readonly Shown[] = [
  { pair: 'comes-back.sleeps-for-days' },
  { pair: 'has-read-timeout.httpx' },
  { pair: 'has-read-timeout.fetch', on: 'deeptoken' },
  { pair: 'retries.first-error' },
  { pair: 'recovers.too-few-attempts' },
  { pair: 'ignores-message-text.too-many-requests', more: ['--repeat', '4'] },
  { pair: 'gives-up.while-true' },
  { pair: 'honours-retry-after.own-backoff' },
  { pair: 'honours-retry-after.no-header', on: 'deeptoken' },
  { pair: 'backs-off.openai-sdk', more: ['--repeat', '1'] },
  { pair: 'backs-off.at-once', on: 'deeptoken', more: ['--repeat', '2'] },
  // It makes as many calls as the scenario has repetitions.
  { pair: 'jitters.powers-of-two', more: ['--repeat', '1'], model: 'Omniva/Kimi-K2.6' },
  { pair: 'retries.first-error', on: 'deeptoken' },
  { pair: 'recovers.too-few-attempts', on: 'deeptoken' },
  { pair: 'falls-back.one-model' },
  { pair: 'closes-on-abort.race' },
  { pair: 'notices-truncation.sse-reader', meets: 'some' },
  { pair: 'notices-truncation.repaired-json', on: 'deeptoken' },
  { pair: 'keeps-idempotency-key.per-attempt' },
  { pair: 'does-not-retry.invalid-key' },
  { pair: 'does-not-retry.upstream-error', on: 'deeptoken' },
  { pair: 'keys-in-headers-only.query' },
  { pair: 'verifies-tls.curl-insecure' },
  { pair: 'exit.swallowed-error' },
  { pair: 'no-storm-after-recovery.one-wait' },
  { pair: 'amplification.three-layers' },
  { pair: 'probes-sparingly.every-call' },
  { pair: 'returns-to-primary.stays-away' },
  { pair: 'refreshes-key-once.cached-key' },
  // Token Factory has no error after which only money helps, so its check names another platform.
  { pair: 'stops-when-broke.other-models' },
];

/**
 * Expectations whose check no pair shows, and why. Their pairs are judged under scenarios of their own, in
 * corpus.test.ts.
 */
const notShown: Readonly<Record<string, string>> = {
  'shares-the-limit': 'without a figure of the scenario it advises, which no exit code shows',
  'sheds-to-smaller-model': 'without a figure of the scenario it advises, which no exit code shows',
  'spends-within-budget': 'without a figure of the scenario it says what a run cost, and judges nothing',
  'adapts-to-headers': 'needs more than sixty calls, on a platform that reports what is left',
};

/** Whether calls come in one instant is a matter of milliseconds: another process may spread them. */
const isAlone = (pair: string) => pair.startsWith('no-storm-after-recovery.');
const retriesAlone = 2;
/** So many waits are short that processes beside it would lengthen them. It needs no second try. */
const isApart = (pair: string) => isAlone(pair) || pair === 'backs-off.at-once';

/** No error of DeepToken calls for another model, so that no finding can stand beside such a check. */
const withoutFinding = ['falls-back'];

const expectationOf = (pair: string) => pair.split('.')[0] ?? '';

function checkOf(name: string, platform: PlatformName): string {
  const { check = '', checkOn = {} } = expectations.find((each) => each.name === name) ?? {};
  const [, words = ''] = /^badgateway drill (.+?) -- CMD/.exec(checkOn[platform] ?? check) ?? [];
  return words;
}

/** The words as a shell hands them over. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

async function outcomes(
  { pair, on = 'token-factory', more = [], model }: Shown,
  program: readonly string[],
): Promise<Set<string>> {
  const name = expectationOf(pair);
  const command = model === undefined ? program : ['env', `MODEL=${model}`, ...program];
  const { told } = await drilledHosted([...wordsOf(checkOf(name, on)), ...more], command);
  const verdicts = told.scenarios.flatMap((scenario) => scenario.verdicts);
  return new Set(verdicts.filter(({ expectation }) => expectation === name).map(({ outcome }) => outcome));
}

test('every check is shown by a pair; on DeepToken those that name scenarios of its own', () => {
  const names = (platform: PlatformName) =>
    shown.filter(({ on = 'token-factory' }) => on === platform).map(({ pair }) => expectationOf(pair));
  expect([...new Set(names('token-factory')), ...Object.keys(notShown)].sort()).toEqual(
    expectationNames.toSorted(),
  );
  const own = expectationNames.filter((name) => {
    const played = `${checkOf(name, 'token-factory')} --platform deeptoken`;
    const isPlayed = [played, checkOf(name, 'token-factory')].includes(checkOf(name, 'deeptoken'));
    return !isPlayed && !withoutFinding.includes(name);
  });
  expect(names('deeptoken').sort()).toEqual(own.toSorted());
});

const pairs = readPairs();

for (const row of shown) {
  const { pair, on = 'token-factory', meets = 'all' } = row;
  const { naive, corrected } = pairs.find(({ name }) => name === pair) ?? {};
  if (naive === undefined || corrected === undefined) throw new Error(`the corpus has no pair ${pair}`);
  const parts = [naive, corrected].flatMap(({ file }) => needsOf(readFileSync(file, 'utf8')));
  const here = needs(...new Set(parts));
  const run = isApart(pair) ? here : here.concurrent;
  const options = { timeout: patienceMs, retry: isAlone(pair) ? retriesAlone : 0 };

  run(
    `${pair} on ${on}: its check fails the naive program, and passes the corrected one`,
    options,
    async () => {
      const first = outcomes(row, corrected.command);
      // Its twin is another process, too.
      if (isApart(pair)) await first;
      const [passing, failing] = await Promise.all([first, outcomes(row, naive.command)]);
      expect(passing).toEqual(new Set(meets === 'all' ? ['pass'] : ['pass', 'inconclusive']));
      expect(failing).toContain('fail');
    },
  );
}
