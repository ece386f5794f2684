import { expect, test } from 'vitest';
import { expectations } from '../../src/expectations/index.ts';
import { publish, table } from '../lib/published.ts';
import { type HonestKind, honestKinds, type Rate, ratesOf } from './honest-clients.ts';
import { onPage } from './on-page.ts';

/** `npm run honest` asks for many more, and writes docs/judge.md. */
const runs = Number(process.env['HONEST_RUNS'] ?? 200);
const oneHour = 3_600_000;
const kindNames = honestKinds.map(({ name }) => name);
const seen = new Map<string, ReadonlyMap<string, Rate>>();

test.each(honestKinds)(
  'the false-positive rate is below 1 in 1,000: $name',
  (kind) => {
    const rates = ratesOf(kind, 'docs', runs);
    seen.set(kind.name, rates);
    const falsePositives = [...rates].filter(([, rate]) => rate.failed * 1_000 >= runs);
    expect(falsePositives).toEqual([]);
  },
  oneHour,
);

function cellOf(kind: string, expectation: string): string {
  const rate = seen.get(kind)?.get(expectation);
  if (rate === undefined) return 'no promise';
  return rate.decided === 0 ? 'no occasion' : `${rate.failed} of ${rate.decided}`;
}

function sayPromise({ not }: HonestKind): string {
  const [figures, words] = [not.figures, not.words].map((names) =>
    names.map((name) => `\`${name}\``).join(', '),
  );
  if (figures === words) return figures ?? '';
  return `${figures}, on Token Factory`;
}

const parts: Readonly<Record<string, () => string>> = {
  clients: () =>
    table(
      ['client', 'its waits', 'it does not promise'],
      honestKinds.map((kind) => [kind.name, kind.says, sayPromise(kind)]),
    ),
};

function rates(): string {
  const lines = expectations.map(({ name }) => [
    `\`${name}\``,
    ...kindNames.map((kind) => cellOf(kind, name)),
  ]);
  const made = table(['expectation', ...kindNames], lines);
  return `False positives out of ${runs} runs of each client (of those with a verdict):\n\n${made}`;
}

test('the page of the judge holds every honest client', () => {
  publish('rates', rates());
  for (const [name, write] of Object.entries(parts)) {
    publish(name, write());
    if (process.env['DOCS_PARTS'] === undefined) expect(onPage(name)).toBe(write());
  }
});

/** Where no chance plays a part there is no rate: a new one may wait for the next `npm run honest`. */
function isDue(name: string): boolean {
  return expectations.some((entry) => entry.name === name && entry.falsePositiveRate !== null);
}

test('the rates on the page are of 100,000 runs, and each is under 1 in 1,000', () => {
  if (process.env['DOCS_PARTS'] !== undefined) return;
  const [says = '', , titles, , ...lines] = onPage('rates').split('\n');
  const runsTold = Number(/out of (\d+) runs/.exec(says)?.[1]);
  expect(runsTold).toBe(100_000);
  expect(titles).toBe(`| expectation | ${kindNames.join(' | ')} |`);
  const told = lines.map((line) => /^\| `(.*?)` \|/.exec(line)?.[1]);
  const names = expectations.map(({ name }) => name);
  expect(told).toEqual(names.filter((name) => told.includes(name) || isDue(name)));
  const cells = lines.flatMap((line) => line.replace(/ \|$/, '').split(' | ').slice(1));
  expect(cells).toHaveLength(told.length * kindNames.length);
  for (const text of cells) {
    const [, falsePositives, of] = /^(\d+) of (\d+)$/.exec(text) ?? [];
    if (falsePositives === undefined) expect(['no promise', 'no occasion']).toContain(text);
    else expect(Number(falsePositives) * 1_000).toBeLessThan(Number(of));
  }
});
