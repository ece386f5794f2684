import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { explain } from '../../src/command/explain.ts';
import { findFault } from '../../src/faults/index.ts';
import type { Terminal } from '../../src/lib/terminal.ts';
import type { ScenarioOverrides } from '../../src/scenario/load.ts';
import type { Rehearsed } from '../../src/simulate/rehearse.ts';
import { profiles } from '../../src/tls/profiles.ts';
import { fixedClock } from '../helpers/clock.ts';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

interface Explained {
  readonly curl: string;
  readonly decisions: readonly Rehearsed[];
}

/** What the command writes to standard output. */
async function outputOf(scenario: string, options: ScenarioOverrides, json: boolean): Promise<string> {
  let output = '';
  const terminal: Terminal = {
    out: (text) => {
      output += text;
    },
    err: (text) => {
      throw new Error(`explain complained: ${text}`);
    },
    logTarget: { write: () => true },
    env: {},
    columns: 0,
    colour: false,
    stopSignal: () => Promise.resolve(),
    onStatusSignal: () => {},
    onFaultStopSignal: () => {},
  };
  expect(await explain(scenario, { ...options, json }, terminal)).toBe(0);
  return output;
}

/** Runs a command in a shell; curl's complaint about a broken connection is no failure of ours. */
function inShell(command: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], (_error, out) => resolve(out));
  });
}

function statusIn(head: string): number | null {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
  return status === undefined ? null : Number(status);
}

const labelIn = (head: string) => /^x-badgateway-fault: (\S+)/im.exec(head)?.[1] ?? null;

const onAnswers = (faults: readonly string[]) =>
  faults.some((name) => findFault(name)?.subject === 'request');

/** The header that names the rules which injected something into the answer. */
function labelOf({ rules, status }: Rehearsed): string | null {
  const fired = rules.filter((rule) => rule.outcome === 'fired' && onAnswers(rule.faults));
  return status === null || fired.length === 0 ? null : fired.map(({ rule }) => rule).join(',');
}

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a client does with each wrong certificate: not all are refused. */
const everyCertificate = join(folder, 'every-certificate.yaml');
const wrong = Object.keys(profiles).filter((name) => name !== 'valid');
writeFileSync(
  everyCertificate,
  `seed: 42\nrules:\n  - sequence: [${wrong.map((name) => `{ tls-certificate: ${name} }`).join(', ')}]\n`,
);

/** Two of five at most, and never two within five seconds. */
const bounded = join(folder, 'bounded.yaml');
const bounds = 'share: 40 %, total: 3, within: { max: 1, per: 5s }';
writeFileSync(bounded, `seed: 42\nblastRadius: { ${bounds} }\nrules: [{ id: r, faults: [503] }]\n`);

/** The printed command, for a gateway on other ports whose root lies elsewhere. */
function commandFor(curl: string, { url, tlsUrl, gateway }: StartedGateway): string {
  const root = join(folder, `${new URL(url).port}.pem`);
  writeFileSync(root, gateway.ca);
  return curl
    .replace('http://127.0.0.1:4010', url)
    .replace('https://localhost:4010', tlsUrl)
    .replace('badgateway-ca/ca.pem', root);
}

// Scenarios whose answers wait for nothing: the clock is moved by whole seconds only.
const explained: readonly (readonly [string, ScenarioOverrides])[] = [
  ['rate-limited-then-recovers', {}],
  ['bad-gateway-flaky', {}],
  ['bad-gateway-flaky', { seed: '7' }],
  ['no-healthy-upstream', {}],
  ['every-error', {}],
  ['revoked-key', {}],
  ['healthy', { rule: '503, ok, no-healthy-upstream-raw' }],
  ['certificate-renewed', {}],
  ['handshake-alerts', {}],
  ['old-tls-only', {}],
  ['client-certificate-required', {}],
  ['plaintext-on-tls-port', {}],
  [everyCertificate, {}],
  [bounded, {}],
];

needs('curl').each(explained)(
  'the curl that explain prints of %s %o meets what it promises',
  async (name, overrides) => {
    const { curl, decisions } = JSON.parse(await outputOf(name, overrides, true)) as Explained;
    expect(await outputOf(name, overrides, false)).toContain(`\n\n${curl}\n\n`);
    expect(decisions).toHaveLength(20);
    const clock = fixedClock();
    const started = await startGateway({ scenario: name, overrides, clock });
    const command = `${commandFor(curl, started)} --silent --max-time 20`;
    const met: { readonly status: number | null; readonly label: string | null }[] = [];
    for (const _ of decisions) {
      const answer = await inShell(command);
      met.push({ status: statusIn(answer), label: labelIn(answer) });
      clock.advance(1_000);
    }
    await started.close();
    expect(met).toEqual(decisions.map((one) => ({ status: one.status, label: labelOf(one) })));
  },
);

test('explain tells the blast radius, and what it holds back of twenty', async () => {
  const text = await outputOf(bounded, {}, false);
  const said = 'at most 40 % of what rules would hit, 3 in all and 1 in any 5s';
  expect(text).toContain(`\n  blast radius: ${said}\n  r: `);
  const { decisions } = JSON.parse(await outputOf(bounded, {}, true)) as Explained;
  expect(decisions.flatMap(({ second, status }) => (status === 503 ? [second] : []))).toEqual([2, 7, 12]);
  expect(text).toContain('r held-back: ');
});

const steady = 'of 20 workers that ask 5 times a second each for 30 s,';
const usedUp = 'used up by 3 typical requests, one after the other';
const toMini =
  'a typical request to gpt-4o-mini has 2 tokens of prompt and 57 of answer, costs 0.0000345 USD';

test.each([
  [
    'sixty-a-minute',
    'sixty-a-minute: 60 requests per minute for each key, continuous refill: of 20 workers that share one ' +
      'key and ask 5 times a second each for 30 s, 2911 of 3000 are refused',
  ],
  [
    'tokens-a-minute',
    `tokens-a-minute: 20000 tokens per minute, continuous refill: ${steady} 2852 of 3000 are refused; ` +
      'a typical request to gpt-4o has 2 tokens of prompt and 53 of answer, takes 1s, ' +
      'reserves 4098 tokens, costs 55 tokens',
    `requests-a-minute: 600 requests per minute, continuous refill: ${steady} 2101 of 3000 are refused`,
  ],
  [
    'concurrency-of-four',
    'four-at-a-time: 4 answers at a time for each key: ' +
      'of 20 requests at once that share one key, 16 are refused',
  ],
  [
    'budget-rolls',
    `key-budget: 0.0001 USD per 5h for each key, sliding window: ${usedUp}; there is room again 5h later; ` +
      toMini,
  ],
  [
    'wallet-drains',
    `org-wallet: a balance of 0.0001 USD: ${usedUp}; only a top-up makes room again; ${toMini}`,
  ],
  ['healthy'],
])('explain has figures for each limit of %s, in text and JSON', async (name, ...lines) => {
  const head = 'In figures, each limit as if it were the only one:\n\n';
  const text = await outputOf(name, {}, false);
  if (lines.length === 0) expect(text).not.toContain(head);
  else expect(text).toContain(`\n\n${head}${lines.map((line) => `  ${line}\n`).join('')}\nWith this seed`);
  const { figures } = JSON.parse(await outputOf(name, {}, true)) as { figures: { says: string }[] };
  expect(figures.map(({ says }) => says)).toEqual(lines);
});
