import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Judgement } from '../../../src/model/judgement.ts';
import { sarif } from '../../../src/report/sarif.ts';
import { hostileJudgement, judgement, limitedTwice, someJudgement } from '../../helpers/judgement.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
      readonly results: readonly Record<string, unknown>[];
      readonly invocations: readonly Record<string, unknown>[];
    },
  ];
}

function written(judged: Judgement): Log {
  return JSON.parse(sarif.write(judged, { colour: false, columns: 0 })) as Log;
}

const require = createRequire(import.meta.url);
const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// zod takes a reference for a whole URL.
const schema = readFileSync(file, 'utf8').replaceAll('"format": "uri-reference"', '"minLength": 1');
const standard = z.fromJSONSchema(JSON.parse(schema) as z.core.JSONSchema.JSONSchema);

test.each([
  ['every outcome', someJudgement()],
  ['a baseline', someJudgement({ known: ['bg-0000000000'] })],
  ['nothing judged', judgement([])],
  ['hostile text', hostileJudgement('\u0000\ud800"<script>')],
])('%s is a log by the schema of SARIF 2.1.0', (_, judged) => {
  expect(standard.safeParse(written(judged)).error?.issues ?? []).toEqual([]);
});

test('the schema would notice', () => {
  const { runs } = written(someJudgement());
  expect(
    standard.safeParse({ version: '2.1.0', runs: [{ ...runs[0], results: [{ level: 'bad' }] }] }).success,
  ).toBe(false);
});

test('each expectation that was judged is one rule, with help in two forms', () => {
  const { rules } = written(someJudgement()).runs[0].tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(['honours-retry-after', 'recovers', 'does-not-retry', 'jitters']);
  expect(rules[0]).toMatchObject({
    shortDescription: { text: 'waits as long as the answer says before it asks again' },
    fullDescription: { text: 'A well-behaved client waits as long as the answer says before it asks again.' },
    help: {
      text: expect.stringMatching(/^Fix: read .*\nCheck: /),
      markdown: expect.stringMatching(/^\*\*Fix:/),
    },
    defaultConfiguration: { level: 'error' },
  });
});

test('each finding is one result, with its rule, level, fingerprint, scenario and attempts', () => {
  const [result] = written(judgement([limitedTwice])).runs[0].results;
  expect(result).toMatchObject({
    ruleId: 'honours-retry-after',
    level: 'error',
    message: { text: expect.stringContaining('(Token Factory docs, errors page)') },
    partialFingerprints: { 'finding/v1': expect.stringMatching(/^bg-/) },
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'scenarios/rate-limited-then-recovers.yaml' } } },
    ],
    properties: { problem: 'retried-too-early', count: 3, seed: '42' },
  });
  expect(result).not.toHaveProperty('baselineState');
});

test('what proved nothing is a notification and no result', () => {
  const [{ results, invocations }] = written(someJudgement()).runs;
  expect(results).toHaveLength(2);
  expect(invocations).toMatchObject([
    {
      ...{ exitCode: 1, executionSuccessful: true, endTimeUtc: '2026-03-01T12:00:00.000Z' },
      toolExecutionNotifications: [
        { associatedRule: { id: 'jitters' }, message: { text: expect.stringContaining('3 first waits') } },
        { associatedRule: { id: 'jitters' } },
      ],
    },
  ]);
});

test('with a baseline a result is new, or unchanged and suppressed', () => {
  const [first] = someJudgement().judged.flatMap(({ verdicts }) =>
    verdicts.flatMap(({ findings }) => findings),
  );
  expect(written(someJudgement({ known: [first?.id ?? ''] })).runs[0].results).toMatchObject([
    { baselineState: 'unchanged', suppressions: [{ kind: 'external' }] },
    { baselineState: 'new' },
  ]);
});
