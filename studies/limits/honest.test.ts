import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { luckOf } from '../../src/lib/luck.ts';
import { publish, table } from '../lib/published.ts';
import { honestKinds, type Rate, rateOf } from './honest-clients.ts';
import { lived } from './simulated.ts';
import { asTold, fullJitter, headerAdaptive, naive, tokenBucket, workerOf } from './simulated-clients.ts';

/** `npm run shared-limit -- --honest` asks for many more, and writes docs/limits.md. */
const runs = Number(process.env['LIMIT_RUNS'] ?? 25);
const published = 1_000;
const oneHour = 3_600_000;
const seen = new Map<string, Rate>();
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test.each(honestKinds)(
  'no honest client is accused: $name',
  async (kind) => {
    const rate = await rateOf(kind, runs);
    seen.set(kind.name, rate);
    expect(rate.accused).toEqual([]);
  },
  oneHour,
);

function honestTable(): string {
  const lines = honestKinds.map(({ name, says, asked }) => {
    const passed = seen.get(name)?.passed ?? new Map<string, number>();
    const shown = Object.keys(asked).map((each) => `\`${each}\` ${passed.get(each) ?? 0}`);
    return [name, says, String(seen.get(name)?.accused.length), shown.join(', ')];
  });
  const titles = ['client', 'what it does', 'accused', 'passed, of what it is asked for'];
  return `Out of ${runs} runs of each client:\n\n${table(titles, lines)}`;
}

test('the page has each honest client, and none that is accused', () => {
  publish('honest', honestTable());
  if (process.env['DOCS_PARTS'] !== undefined) return;
  const [, page = ''] = read('docs/limits.md').split('<!-- generated: honest -->');
  expect(page).toContain(`Out of ${published} runs`);
  for (const { name, says } of honestKinds) expect(page).toContain(`| ${name} | ${says} | 0 |`);
});

const habits = {
  naive,
  'as told': asTold,
  'full jitter': fullJitter,
  'header-adaptive': headerAdaptive,
  'token bucket': (shared: Parameters<typeof naive>[0]) => tokenBucket(shared, { amount: 60, perMs: 60_000 }),
} as const;

/** Attempts in vain for each success of twenty workers with 120 calls. */
async function wastedBy(name: keyof typeof habits): Promise<number> {
  const luck = luckOf('order', name);
  const scenario = read('studies/limits/sixty-a-minute.yaml');
  const calls = Array.from({ length: 120 }, (_, call) => call + 1);
  const { refused, passed } = await lived(
    scenario,
    (now) => {
      const shared = { luck, now, calls, model: 'gpt-4o-mini' };
      const habit = habits[name](shared);
      return Array.from({ length: 20 }, () => ({ startsAt: 0, worker: workerOf(shared, habit) }));
    },
    () => 1 + luck() * 5,
  );
  return refused / passed;
}

test('at sixty a minute a token bucket wastes least and a naive loop most', async () => {
  const wasted = new Map<string, number>();
  for (const name of Object.keys(habits) as (keyof typeof habits)[]) wasted.set(name, await wastedBy(name));
  const of = (name: keyof typeof habits) => wasted.get(name) as number;
  expect(of('token bucket')).toBeLessThan(0.05);
  expect(of('header-adaptive')).toBeLessThan(0.5);
  expect(of('token bucket')).toBeLessThan(of('header-adaptive'));
  expect(of('header-adaptive')).toBeLessThan(of('full jitter'));
  expect(of('full jitter')).toBeLessThan(of('as told'));
  expect(of('as told')).toBeLessThan(of('naive'));
});
