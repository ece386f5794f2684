import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Expectation } from '../../src/expectations/expectation.ts';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { readScenario, shippedFile } from '../../src/gateway/library.ts';
import { expectedOf } from '../../src/judge/expected.ts';
import { type Pair, readPairs } from '../corpus/pairs.ts';

/** The code of each fix, which a corrected program of the corpus has to hold. */
const codeOf: Readonly<Record<string, readonly string[]>> = {
  'honours-retry-after': ["Number(response.headers.get('retry-after'))"],
  'backs-off': ['Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random())', 'maxRetries: 0'],
  jitters: ['* (0.5 + Math.random())'],
  'gives-up': ['for (let attempt = 1; attempt <= 3; attempt++)'],
  'comes-back': ['if wait > 60: sys.exit('],
  'does-not-retry': ['new AbortError(says)'],
  retries: ['allowed_methods={"GET", "POST"}'],
  'falls-back': ['if (error.status !== 503'],
  'verifies-tls': ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE'],
  'notices-truncation': ['finish_reason', '[DONE]'],
  'has-read-timeout': ['connect=5)'],
  'closes-on-abort': ['AbortSignal.timeout(ms)', 'timeout=2'],
  'no-storm-after-recovery': ['--rate 240/m'],
  'keeps-idempotency-key': ['const idempotencyKey = randomUUID()', "'idempotency-key': idempotencyKey"],
  'keys-in-headers-only': ['Authorization: Bearer'],
  'ignores-message-text': ['[408, 429, 500, 502, 503].includes(response.status)'],
  exit: ['process.exit(1)'],
};
/** How often and how long to retry is no code. */
const withoutCode = ['recovers'];

const normal = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('\\', '');
const pairs = readPairs();
const read = ([, file]: Pair['corrected']) => normal(readFileSync(file, 'utf8'));

test('the code of every fix is known here, or it has none', () => {
  expect([...Object.keys(codeOf), ...withoutCode].sort()).toEqual(expectationNames.toSorted());
});

test.each(Object.entries(codeOf))('%s: the code of its fix stands in a corrected program', (name, code) => {
  const own = pairs.filter(({ expectation }) => expectation === name);
  const fix = expectations.find((each) => each.name === name)?.fix ?? '';
  for (const each of code) {
    expect(normal(fix)).toContain(each);
    expect(own.some(({ corrected }) => read(corrected).includes(each))).toBe(true);
  }
});

/** The checks of an expectation, and the platform of the findings that they stand beside. */
function checksOf({ check, checkOn = {} }: Expectation): readonly (readonly [platform: string, string])[] {
  return [['token-factory', check], ...Object.entries(checkOn)];
}

const rows = expectations.flatMap((expectation) =>
  checksOf(expectation).map(([platform, check]) => ({ name: expectation.name, platform, check })),
);

test.each(rows)('$name on $platform: its check names scenarios that judge it', async ({ check, ...row }) => {
  const [, words = ''] = /^badgateway drill (.+?) -- CMD/.exec(check) ?? [];
  expect(words).not.toBe('');
  const [, platform] = /--platform (\S+)/.exec(words) ?? [];
  const names = words.replaceAll(/ --\S+ \S+/g, '').split(' ');
  if (names[0] === 'SCENARIO') return expect(names).toEqual(['SCENARIO']);
  for (const name of names) {
    const { scenario } = await readScenario(shippedFile(name), platform === undefined ? {} : { platform });
    expect(scenario.inUse.platform.name).toBe(row.platform);
    expect(expectedOf(scenario, 'drill').map(({ expectation }) => expectation.name)).toContain(row.name);
  }
});
