import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Judgement } from '../../../src/model/judgement.ts';
import { reportJsonSchema } from '../../../src/report/document/json-schema.ts';
import { document, type ReportDocument } from '../../../src/report/document/schema.ts';
import { json } from '../../../src/report/json.ts';
import {
  hostileJudgement,
  judgement,
  largeJudgement,
  limitedTwice,
  someJudgement,
} from '../../helpers/judgement.ts';

function written(judged: Judgement): ReportDocument {
  return JSON.parse(json.write(judged, { colour: false, columns: 0 })) as ReportDocument;
}

test('schema/report.schema.json is up to date (npm run schema writes it)', () => {
  const file = new URL('../../../schema/report.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(reportJsonSchema());
});

const published = z.fromJSONSchema(reportJsonSchema());

test.each([
  ['every outcome', someJudgement()],
  ['nothing judged', judgement([], { exit: 4, command: null })],
  ['hostile text', hostileJudgement('\u001b[2J"\\\u0000\ud800')],
  ['many calls', largeJudgement(50)],
])('%s fits the published schema, and the schema says all of it', (_, judged) => {
  const report = written(judged);
  expect(published.safeParse(report).error?.issues ?? []).toEqual([]);
  // An object of the schema passes no field that it does not know.
  expect(document.parse(report)).toEqual(report);
});

test.each([
  ['a report without scenarios', { scenarios: undefined }],
  ['an exit code that is none', { exit: 5 }],
  ['a finding without an id', { scenarios: [{ ...written(someJudgement()).scenarios[0], verdicts: [{}] }] }],
])('%s does not fit', (_, change) => {
  expect(
    published.safeParse(JSON.parse(JSON.stringify({ ...written(someJudgement()), ...change }))).success,
  ).toBe(false);
});

test('times are since the first arrival of the scenario, in tenths of a millisecond', () => {
  const [scenario] = written(judgement([limitedTwice])).scenarios;
  expect(scenario?.calls[0]?.attempts).toEqual([
    expect.objectContaining({ attempt: 1, atMs: 0, tookMs: 12, gapMs: null, waitMs: 5_000, allowed: null }),
    expect.objectContaining({
      ...{ attempt: 2, atMs: 520, gapMs: 520, met: '429 rate-limited, Retry-After: 7', status: 429 },
      allowed: { fromMs: 5_000, toMs: 7_500, because: 'retry-after' },
    }),
    expect.objectContaining({ attempt: 3, atMs: 1_560.3, tookMs: 140, waitMs: null, met: 'answered' }),
  ]);
  expect(scenario?.calls[1]?.attempts[0]?.atMs).toBe(2_000);
});

test('what the client sent is told as it was', () => {
  const text = 'a\u001b[31m "b"\u202e';
  expect(written(hostileJudgement(text)).scenarios[0]?.calls[0]?.attempts[0]).toMatchObject({
    ...{ model: text, client: text },
  });
});
