import { expect, test } from 'vitest';
import { latency } from '../../../src/faults/latency.ts';
import { slowFirstByte } from '../../../src/faults/slow-first-byte.ts';
import { luckOf } from '../../../src/lib/luck.ts';
import { shown, stream, watched } from '../../helpers/steps.ts';
import { applied, hangMs } from './applied.ts';

async function waits(params: Readonly<Record<string, unknown>>, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const [first] = await applied(latency, params, stream, { luck: luckOf('latency', n) });
    if (first?.kind !== 'pause') throw new Error('expected a pause');
    all.push(first.ms);
  }
  return all.sort((a, b) => a - b);
}

test('a fixed latency waits before the head', async () => {
  expect(shown(await applied(latency, { for: '300ms' }, stream))).toEqual(['pause 300', ...shown(stream)]);
});

test('the source is asked when the wait is over, as if the work had begun late', async () => {
  const source = watched(stream);
  const [params, luck] = [latency.params.parse({ for: '1s' }), luckOf(1)];
  if (latency.subject !== 'request') throw new Error('latency is a fault of requests');
  const context = { params, luck, hangMs } as unknown as Parameters<typeof latency.apply>[1];
  const steps = latency.apply(source, context)[Symbol.asyncIterator]();
  await steps.next();
  expect(source.pulled()).toBe(0);
});

test('a uniform latency lies between its bounds and fills them', async () => {
  const all = await waits({ from: '100ms', to: '300ms' }, 2_000);
  expect(all[0]).toBeGreaterThanOrEqual(100);
  expect(all.at(-1)).toBeLessThan(300);
  expect(all[1_000]).toBeGreaterThan(190);
  expect(all[1_000]).toBeLessThan(210);
  expect((all[1_999] ?? 0) - (all[0] ?? 0)).toBeGreaterThan(190);
});

test('a log-normal latency has the median, the 99th percentile and the cap that were asked for', async () => {
  const all = await waits({ median: '400ms', p99: '3s', cap: '4s' }, 10_000);
  // The bounds are five standard errors wide; the draws are fixed.
  expect(all[5_000]).toBeGreaterThan(380);
  expect(all[5_000]).toBeLessThan(420);
  expect(all[9_900]).toBeGreaterThan(2_500);
  expect(all[9_900]).toBeLessThan(3_600);
  expect(all.at(-1)).toBe(4_000);
});

test.each([{ for: '1h' }, { from: '1h', to: '2h' }, { median: '1h', p99: '1h', cap: '1h' }])(
  'no latency is longer than the limit: %j',
  async (params) => {
    expect(await waits(params, 1)).toEqual([hangMs]);
  },
);

test.each([
  {},
  { for: '1s', from: '1s', to: '2s' },
  { from: '1s' },
  { to: '1s' },
  { from: '2s', to: '1s' },
  { median: '1s' },
  { median: '1s', p99: '2s' },
  { median: '2s', p99: '1s', cap: '3s' },
  { median: '1s', p99: '3s', cap: '2s' },
  { median: '0s', p99: '1s', cap: '2s' },
  { for: '1s', median: '1s', p99: '2s', cap: '3s' },
])('a latency that says %j is refused', (params) => {
  expect(latency.params.safeParse(params).success).toBe(false);
});

test('a latency of successes lets errors come at once', async () => {
  const params = { for: '1s', answers: 'successes' };
  const failed = stream.map((step) => (step.kind === 'head' ? { ...step, status: 503 } : step));
  expect(shown(await applied(latency, params, stream))).toEqual(['pause 1000', ...shown(stream)]);
  expect(shown(await applied(latency, params, failed))).toEqual(shown(failed));
});

test('a slow first byte comes after a head that comes at once', async () => {
  const [first, ...rest] = shown(stream);
  expect(shown(await applied(slowFirstByte, { for: '3s' }, stream))).toEqual([first, 'pause 3000', ...rest]);
  expect(shown(await applied(slowFirstByte, { for: '3h' }, stream))).toEqual([first, 'pause 60000', ...rest]);
});
