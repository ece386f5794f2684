import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Expectation } from '../../src/expectations/expectation.ts';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { leaveItAlone } from '../../src/expectations/observe/honours-retry-after.ts';
import { readScenario, shippedFile } from '../../src/gateway/library.ts';
import { expectedOf, expectedOnly } from '../../src/judge/expected.ts';
import { type Pair, readPairs } from '../corpus/pairs.ts';

/** The code of each fix, which a corrected program of the corpus has to hold. */
const codeOf: Readonly<Record<string, readonly string[]>> = {
  'honours-retry-after': ["await sleep(1_000 * Number(response.headers.get('retry-after')))"],
  'backs-off': ['Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random())', 'maxRetries: 0'],
  jitters: ['wait * (0.5 + Math.random())', 'randomize: true'],
  'gives-up': ['for (let attempt = 1; attempt <= 3; attempt++)', 'maxRetries: 0'],
  'comes-back': ['if wait > 60: sys.exit("busy")', 'if (wait > 60_000) throw error'],
  'does-not-retry': [
    'if (error.status < 500 && ![408, 429].includes(error.status)) throw error',
    'X-Gateway-Error-Category',
    'throw new AbortError(says)',
  ],
  retries: ['maxRetries: 3', 'methods: ["POST"]', 'allowed_methods={"GET", "POST"}'],
  recovers: ['curl --retry 4'],
  'falls-back': [
    'for (const model of [first, ...peers]) { try { return await ask({ ...request, model }) } ' +
      'catch (error) { if (error.status !== 503) throw error } }',
  ],
  'verifies-tls': ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'],
  'notices-truncation': ['finish_reason', '[DONE]'],
  'has-read-timeout': [
    'AbortController',
    'httpx.Timeout(20, connect=5)',
    'timeout=(5, 20)',
    'curl --speed-time 20',
  ],
  'closes-on-abort': ['signal: AbortSignal.timeout(ms)', 'timeout=2', 'await response.body.cancel()'],
  'no-storm-after-recovery': ['wait * (0.5 + Math.random())', 'curl --rate 240/m'],
  'keeps-idempotency-key': ['const idempotencyKey = randomUUID()', "'idempotency-key': idempotencyKey"],
  'keys-in-headers-only': ['Authorization: Bearer'],
  'ignores-message-text': ['[408, 429, 500, 502, 503].includes(response.status)'],
  'shares-the-limit': ['await sleep(at - Date.now())'],
  'adapts-to-headers': [
    "if (response.headers.get('x-ratelimit-remaining-requests') === '0') await sleep(resetMs / limit)",
  ],
  'sheds-to-smaller-model': ['const model = refusals < 3 ? large : small'],
  amplification: ['new OpenAI({ maxRetries: 3 })', 'maxRetries: 0'],
  'probes-sparingly': ['if (failures >= 3 && Date.now() < openUntil) continue'],
  'returns-to-primary': ['openUntil = Date.now() + 1_000'],
  'refreshes-key-once': ['response.status !== 401 || refreshed', 'key = readKey()'],
  'spends-within-budget': ['max_tokens: 256'],
  'stops-when-broke': [
    'if (answer.error?.code === "org_wallet_empty") throw new WalletEmpty(answer.error.message)',
  ],
  exit: ['process.exit(1)', 'sys.exit(1)', 'set -e'],
};
const budgetCode = 'if (answer.error?.code === "budget_limit_exceeded") throw new Error(answer.error.code)';

/** The same whatever the quotes, the ends of statements and of lines, and the options of curl before. */
const normal = (text: string) =>
  text
    .replaceAll(/[\\;]/g, '')
    .replaceAll('"', "'")
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/curl .*?(?=--(?:retry|speed-time|rate) )/g, 'curl ');
const pairs = readPairs();
const read = ({ file }: Pair['corrected']) => normal(readFileSync(file, 'utf8'));
const corrected = pairs.map((pair) => read(pair.corrected));

test('the code of every fix is known here', () => {
  expect(Object.keys(codeOf).sort()).toEqual(expectationNames.toSorted());
});

test.each(Object.entries(codeOf))('%s: the code of its fix stands in a corrected program', (name, code) => {
  const fix = expectations.find((each) => each.name === name)?.fix ?? '';
  for (const each of code) {
    expect(normal(fix)).toContain(normal(each));
    expect(
      corrected.some((text) => text.includes(normal(each))),
      each,
    ).toBe(true);
  }
});

test('the code of the fix for a budget stands in a corrected program', () => {
  expect(normal(leaveItAlone)).toContain(normal(budgetCode));
  expect(corrected.some((text) => text.includes(normal(budgetCode)))).toBe(true);
});

/** The checks of an expectation, and the platform of the findings that they stand beside. */
function checksOf({ check, checkOn = {} }: Expectation): readonly (readonly [platform: string, string])[] {
  // Token Factory has no occasion for each expectation; there the check names a platform that has.
  const [, platform = 'token-factory'] = / --platform (\S+)/.exec(check) ?? [];
  return [[platform, check], ...Object.entries(checkOn)];
}

const rows = expectations.flatMap((expectation) =>
  checksOf(expectation).map(([platform, check]) => ({ name: expectation.name, platform, check })),
);

test.each(rows)('$name on $platform: its check names scenarios that judge it', async ({ check, ...row }) => {
  const [, words = ''] = /^badgateway drill (.+?) -- CMD/.exec(check) ?? [];
  expect(words).not.toBe('');
  const after = (option: string) => new RegExp(`--${option} (\\S+)`).exec(words)?.[1];
  const [platform, only] = [after('platform'), after('only')];
  for (const name of words.replaceAll(/ --\S+ (?:'[^']*'|\S+)/g, '').split(' ')) {
    const { scenario } = await readScenario(shippedFile(name), platform === undefined ? {} : { platform });
    expect(scenario.inUse.platform.name).toBe(row.platform);
    const judged = only === undefined ? expectedOf(scenario, 'drill') : expectedOnly(scenario, [only]);
    expect(judged.map(({ expectation }) => expectation.name)).toContain(row.name);
  }
});
