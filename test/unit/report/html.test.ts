import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Judgement } from '../../../src/model/judgement.ts';
import { ticksOf } from '../../../src/report/html/axis.ts';
import { html } from '../../../src/report/html.ts';
import {
  hostileJudgement,
  judgement,
  largeJudgement,
  limitedTwice,
  refused,
  someJudgement,
} from '../../helpers/judgement.ts';

function written(judged: Judgement): string {
  return html.write(judged, { colour: false, columns: 0 });
}

function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from) + from.length;
  return text.slice(start, text.indexOf(to, start));
}

function policyOf(text: string): string {
  return between(text, 'http-equiv="Content-Security-Policy" content="', '"').replaceAll('&#39;', "'");
}

test('the policy lets nothing run, load or leave but the style and the script of the page', () => {
  const text = written(someJudgement());
  const digest = (part: string) => `'sha256-${hash('sha256', part, 'base64')}'`;
  expect(policyOf(text).split('; ')).toEqual([
    "default-src 'none'",
    `style-src ${digest(between(text, '<style>', '</style>'))}`,
    `script-src ${digest(between(text, '<script>', '</script>'))}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<style>'));
});

test('no address is in it, and nothing that the policy would forbid', () => {
  const text = written(someJudgement());
  expect(text).not.toMatch(/https?:|\/\/[a-z]|@import|url\((?!#)| style="| on[a-z]+="/);
  expect(text.match(/<script/g)).toHaveLength(1);
});

test.each([
  ['</script><script>alert(1)</script>'],
  ['"><img src=x onerror=alert(1)>'],
  ["' onmouseover='alert(1)"],
  ['</title></style><svg onload=alert(1)>'],
  ['&lt;b&gt;'],
])('%s stays text', (text) => {
  const page = written(hostileJudgement(text));
  const plain = written(hostileJudgement('x'));
  const tags = (markup: string) => markup.match(/<\/?[a-z0-9]+/g);
  expect(tags(page)).toEqual(tags(plain));
  expect(page).not.toContain(text);
});

test('an id is there once, and every link leads to one', () => {
  const text = written(judgement([limitedTwice, limitedTwice, refused]));
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...text.matchAll(/ (?:href|aria-labelledby)="#?([^"]+)"/g)].map(([, id]) => id);
  expect(targets.filter((id) => !ids.includes(id) && id !== 'data:,')).toEqual([]);
});

test('headings go down one level at a time', () => {
  const levels = [...written(someJudgement()).matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [index, level] of levels.entries())
    expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
});

test('of many calls 200 are drawn, those of findings first, and it is said how many are not', () => {
  const plain = Array.from({ length: 300 }, (_, index) => [{ at: index }]);
  const early = [{ at: 400, error: 'rate-limited', retryAfter: 5 }, { at: 500 }];
  const text = written(judgement([{ ...limitedTwice, calls: [...plain, early] }]));
  expect(text.match(/class="picture"/g)).toHaveLength(200);
  expect(text).toContain('101 more calls not drawn: the JSON report has them.');
  expect(text).toContain('<h3>Call rate-limited-then-recovers#301</h3>');
  expect(written(largeJudgement(2_000)).match(/class="picture"/g)).toHaveLength(200);
});

test('each picture has a table that says the same', () => {
  const text = written(judgement([limitedTwice]));
  expect(text.match(/class="picture"/g)).toHaveLength(4);
  expect(text.match(/<caption>Attempts of call /g)).toHaveLength(4);
  expect(text).toContain('<td>5s to 7.5s (too early)</td>');
});

test.each([
  [1, ['0', '1ms']],
  [37.5, ['0', '10ms', '20ms', '30ms']],
  [9_780, ['0', '2s', '4s', '6s', '8s']],
  [60_000, ['0', '20s', '40s', '1m']],
  [95_000, ['0', '20s', '40s', '1m', '1m20s']],
  [7_200_000, ['0', '30m', '1h', '1h30m', '2h']],
  [10 * 86_400_000, ['0', '2d', '4d', '6d', '8d', '10d']],
])('an axis of %i ms has round numbers', (spanMs, says) => {
  expect(ticksOf({ from: 0, spanMs }).map((tick) => tick.says)).toEqual(says);
});
