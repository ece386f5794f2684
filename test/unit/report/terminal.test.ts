import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Judgement } from '../../../src/model/judgement.ts';
import { terminal } from '../../../src/report/terminal.ts';
import {
  hostileJudgement,
  judgement,
  largeJudgement,
  limitedTwice,
  refused,
  someJudgement,
} from '../../helpers/judgement.ts';

function written(judged: Judgement, columns = 100, colour = false): string {
  return terminal.write(judged, { colour, columns });
}

function linesOf(judged: Judgement, columns?: number): string[] {
  return written(judged, columns).split('\n');
}

test('a call is a timeline: marks, waits and bands on one axis, and what is wrong beside them', () => {
  const lines = linesOf(judgement([limitedTwice]));
  const from = lines.findIndex((line) => line.includes('call rate-limited-then-recovers#1'));
  expect(lines.slice(from, from + 7).join('\n')).toBe(
    `
    call rate-limited-then-recovers#1: 3 attempts, likely one call
        0s                                  9.78s
     1  ●                                          429 rate-limited, Retry-After: 5
     2  ──✗                 ░░░░░░░░░░░░           at 520ms, allowed from 5s: 429 rate-limited,
                                                   Retry-After: 7 ← retried-too-early
     3    ────✗━                       ░░░░░░░░░░  at 1.56s, allowed from 7.52s: answered ←
                                                   retried-too-early`.slice(1),
  );
});

test('a finding says what was expected and by whom, what was seen, the fix and how to check it', () => {
  const text = written(judgement([limitedTwice]));
  for (const part of [
    /error retried-too-early bg-[0-9a-f]{10}, seen 3 times/,
    /seen {6}it asked again after 520ms, 4\.48s too early/,
    /expected {2}a 429 says in Retry-After .*\(Token Factory\s+docs, errors page\)/,
    /attempts {2}rate-limited-then-recovers#1: 1 at 0ms \(429 rate-limited, Retry-After: 5\), 2 after/,
    /fix {7}read Retry-After on every error/,
    /check {5}badgateway drill rate-limited-then-recovers/,
  ])
    expect(text).toMatch(part);
});

test('an outcome is a word wherever it is a symbol', () => {
  const outcomes = linesOf(someJudgement()).filter((line) => /^ {0,2}[✓✗?]/.test(line));
  expect(outcomes).toHaveLength(4 + 7);
  for (const line of outcomes) expect(line).toMatch(/^ *(✓ pass|✗ fail|\? inconclusive) /);
});

test.each([0, 60, 80, 100, 200])('with %i columns no line is longer', (columns) => {
  const widths = linesOf(someJudgement(), columns).map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(columns === 0 ? 100 : columns);
});

test('colours say nothing that is not said without them', () => {
  const coloured = written(someJudgement(), 100, true);
  expect(coloured).not.toBe(written(someJudgement()));
  expect(stripVTControlCharacters(coloured)).toBe(written(someJudgement()));
});

test('a gateway that serves does not say that everything held where it did not', () => {
  const [end, ...more] = linesOf(someJudgement({ exit: 0, command: null })).slice(-3);
  expect([end, ...more].join(' ')).toContain('a gateway that serves ends so, whatever its verdicts');
});

test.each([
  [0, 'Exit code 0: every expectation held.'],
  [1, 'Exit code 1: the client broke an expectation; a limit stopped the command too.'],
  [2, 'Exit code 2: it could not run.'],
  [3, 'Exit code 3: a limit stopped it.'],
  [4, 'Exit code 4: suspect or inconclusive, not everything was proven.'],
] as const)('it ends with the totals and with what exit code %i means', (exit, says) => {
  expect(linesOf(someJudgement({ exit })).slice(-3)).toEqual([
    '4 scenarios: 1 pass, 2 fail, 1 inconclusive; 2 findings.',
    says,
    '',
  ]);
});

test('a limit is named only where it stopped the command', () => {
  expect(written(judgement([limitedTwice]))).toContain('Exit code 1: the client broke an expectation.\n');
});

test('where nothing was judged, that is said', () => {
  expect(written(judgement([], { exit: 4 }))).toBe(
    `0 scenarios: 0 pass, 0 fail, 0 inconclusive; 0 findings.
Exit code 4: suspect or inconclusive, not everything was proven.
`,
  );
});

test('of many calls the first few are told, and of how many', () => {
  const text = written(largeJudgement(2_000));
  expect(text.match(/^ {4}call /gm)).toHaveLength(5);
  expect(text).toContain('and 1995 more calls that tried again');
  expect(text.length).toBeLessThan(8_000);
});

test('of a call with many attempts the first few are told, and of how many', () => {
  const calls = [
    Array.from({ length: 1_000 }, (_, index) => ({ at: index * 10, error: 'validation-failed' })),
  ];
  expect(written(judgement([{ ...refused, calls }]))).toContain('and 990 more attempts');
});

test('what a baseline knows is said not to count', () => {
  const [id = ''] = /bg-[0-9a-f]{10}/.exec(written(judgement([limitedTwice]))) ?? [];
  const text = written(judgement([limitedTwice], { known: [id], exit: 0 }));
  expect(text).toContain(`${id}, seen 3 times, known: it does not count`);
  expect(text).toContain('the baseline knows it: it asked again');
  expect(text).toMatch(/^= known {2}rate-limited-then-recovers: /);
  expect(text).toMatch(/^ {2}= known {9}honours-retry-after /m);
  expect(text.split('\n').slice(-3)).toEqual([
    '1 scenario: 0 pass, 0 fail, 1 known, 0 inconclusive; 1 finding, 1 of them known.',
    'Exit code 0: what did not hold is known from the baseline, and does not count.',
    '',
  ]);
});

test('a client cannot write on the terminal', () => {
  expect(written(hostileJudgement('\u001b]0;owned\u0007\u009b2J\r\u202e'))).not.toMatch(
    /[^\P{Cc}\n]|\u202e/u,
  );
});
