import { expect, test } from 'vitest';
import type { Judgement } from '../../../src/model/judgement.ts';
import { inMarkdown } from '../../../src/report/document/in-markdown.ts';
import { markdown } from '../../../src/report/markdown.ts';
import { hostileJudgement, judgement, someJudgement } from '../../helpers/judgement.ts';

function written(judged: Judgement): string {
  return markdown.write(judged, { colour: false, columns: 0 });
}

test('totals, what the exit code means, a row for each scenario, a folded part for each finding', () => {
  const text = written(someJudgement());
  const lines = text.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '### badgateway: 4 scenarios: 1 pass, 2 fail, 1 inconclusive; 2 findings.',
    '',
    'Exit code 1: the client broke an expectation; a limit stopped the command too.',
  ]);
  expect(lines.filter((line) => /^\| (✓ pass|✗ fail|\? inconclusive) \|/.test(line))).toHaveLength(4);
  expect(text.match(/<details>/g)).toHaveLength(2);
  expect(text.match(/<\/details>/g)).toHaveLength(2);
  expect(text).toContain('<b>error</b> retried-too-early under rate-limited-then-recovers, seen 3 times');
});

test('every table keeps its number of columns', () => {
  for (const judged of [someJudgement(), hostileJudgement('a|b`c\n|d|')])
    for (const table of written(judged)
      .split(/\n\n+/)
      .filter((part) => part.startsWith('|'))) {
      const cells = table
        .trim()
        .split('\n')
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
});

test.each([
  ['</details><script>', '&lt;/details&gt;&lt;script&gt;'],
  ['a|b', 'a\\|b'],
  ['`code` *strong* _weak_', '\\`code\\` \\*strong\\* \\_weak\\_'],
  ['![x](y)', '\\!\\[x\\]\\(y\\)'],
  ['&amp;', '&amp;amp;'],
  ['@someone #12', '@\u2060someone \\#\u206012'],
  ['https://x.example www.x.example', 'https&#58;//x.example www&#46;x.example'],
])('%s is written as %s', (text, expected) => {
  expect(inMarkdown(text)).toBe(expected);
});

test('no markup of a client gets through', () => {
  const text = written(hostileJudgement('</summary><img src=x onerror=alert(1)>[a](https://x.example)@all'));
  expect(text.match(/<(?!\/?(?:details|summary|b|br|sub)>)/g)).toBe(null);
  expect(text).not.toMatch(/\]\(|https:\/\/|@all/);
});

test('nothing judged is said', () => {
  expect(written(judgement([], { exit: 4 }))).toContain('Nothing was judged.');
});
