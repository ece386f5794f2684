import { expect, test } from 'vitest';
import { publish, table } from '../lib/published.ts';
import { type ChangeRate, changeRate, changingKinds } from './changing-bodies.ts';
import { onPage } from './on-page.ts';

/** `npm run honest` asks for more, and writes docs/judge.md. */
const runs = Number(process.env['BODY_RUNS'] ?? 100);
const published = 3_000;
const oneHour = 3_600_000;
const seen = new Map<string, ChangeRate>();

test.each(changingKinds)(
  'the false-positive rate is below 1 in 1,000: $name',
  (kind) => {
    const rate = changeRate(kind, 'docs', runs);
    seen.set(kind.name, rate);
    const falsePositives = [...rate.failed].filter(([, failed]) => failed * 1_000 >= runs);
    expect(falsePositives).toEqual([]);
  },
  oneHour,
);

const percent = ({ again, whole }: ChangeRate) => `${Math.floor((whole * 1_000) / again) / 10} %`;

test('the page of the judge has every kind of change, with few false positives', () => {
  const lines = changingKinds.map(({ name, says, not }) => {
    const rate = seen.get(name) as ChangeRate;
    const failed = [...rate.failed].map(([expectation, count]) => `\`${expectation}\` ${count}`).join(', ');
    const promise = not.map((each) => `\`${each}\``).join(', ');
    return [name, says, promise, failed === '' ? 'none' : failed, percent(rate)];
  });
  const titles = [
    'client',
    'when it asks again it',
    'it does not promise',
    'false positives',
    'calls found whole',
  ];
  publish('bodies', `Out of ${runs} runs of each client:\n\n${table(titles, lines)}`);
  if (process.env['DOCS_PARTS'] !== undefined) return;
  const page = onPage('bodies');
  expect(page).toContain(`Out of ${published} runs`);
  const told = page
    .split('\n')
    .slice(4)
    .map((line) => line.split(' | '));
  expect(told.map(([name]) => name)).toEqual(changingKinds.map(({ name }) => `| ${name}`));
  for (const count of told.flatMap(([, , , failed = '']) => failed.match(/\d+/g) ?? []))
    expect(Number(count) * 1_000).toBeLessThan(published);
});
