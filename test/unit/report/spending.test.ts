import { describe, expect, test } from 'vitest';
import { legibleOf } from '../../../src/report/document/legible.ts';
import { document } from '../../../src/report/document/schema.ts';
import { reports } from '../../../src/report/index.ts';
import { formatUsd } from '../../../src/timeline/spending.ts';
import { judgement, type Setting } from '../../helpers/judgement.ts';
import type { Told } from '../../helpers/timeline.ts';

/** Twelve requests with a key that is not valid: an SDK, a framework and a job retry. */
const pauses = [0, 20, 40, 70, 90, 110, 5_000, 5_020, 5_040, 5_070, 5_090, 5_110];
const refused = pauses.map((at, index): Told => {
  return {
    at,
    took: 1,
    error: 'invalid-api-key',
    entry: { retryCount: index % 3, bodyBytes: 400_000, costUsd: 0 },
  };
});
const broken: Told = { at: 9_000, ending: 'severed', faults: ['disconnect'], entry: { costUsd: 0.31 } };
const settingOf = (calls: Setting['calls']): Setting => ({ name: 'sample', title: 'A sample', calls });
const spendingOf = (calls: Setting['calls']) =>
  legibleOf(judgement([settingOf(calls)])).scenarios[0]?.spending;

describe.each(reports.filter(({ name }) => name !== 'sarif'))('$name', (report) => {
  test('says what requests came to', () => {
    const text = report.write(judgement([settingOf([refused, [broken]])]), { colour: false, columns: 250 });
    for (const part of ['13 requests for 2 calls, through 3 layers', '11 could not succeed by contract'])
      expect(text).toContain(part);
    expect(text).toMatch(/\$0\.31 wasted; an estimated \\?\$0\.55 of prompts sent in vain, not charged/);
  });
});

test('the figures are typed', () => {
  const spending = spendingOf([refused, [broken]]);
  expect(spending).toMatchObject({ requests: 13, calls: 2, inVain: 11, costUsd: 0.31, wastedUsd: 0.31 });
  expect(spending?.layers).toEqual({ times: [3, 2, 2], count: 'exactly' });
  expect(() => document.parse(legibleOf(judgement([settingOf([refused])])))).not.toThrow();
});

test('nothing is said where each call was one request, or was retried in one layer', () => {
  const retried: Told[] = [{ at: 0, error: 'bad-gateway' }, { at: 1_000 }];
  expect(spendingOf([[{ at: 0 }], retried])).toMatchObject({ says: null, costUsd: null, wastedUsd: null });
});

test('requests after an error that needs money could not succeed either, whatever they ask', () => {
  const empty = { error: 'org-wallet-empty' };
  const calls = [[{ at: 0, ...empty }], [{ at: 2_000, ...empty }], [{ at: 4_000, ...empty }]];
  const [scenario] = legibleOf(judgement([{ ...settingOf(calls), platform: 'deeptoken' }])).scenarios;
  expect(scenario?.spending.says).toBe('3 requests for 3 calls; 2 could not succeed by contract');
});

test.each([
  [0, '$0.00'],
  [12.345, '$12.35'],
  [0.31, '$0.31'],
  [0.052, '$0.052'],
  [0.000_41, '$0.00041'],
  [0.000_000_001, '$0.000000001'],
])('%d is %s', (usd, says) => {
  expect(formatUsd(usd)).toBe(says);
});
