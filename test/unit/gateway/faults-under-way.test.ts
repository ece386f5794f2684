import { expect, test } from 'vitest';
import { FaultsUnderWay } from '../../../src/gateway/faults-under-way.ts';

test('faults end together, and what hangs is told first', () => {
  const underWay = new FaultsUnderWay();
  const told: string[] = [];
  const ends = Array.from({ length: 1_500 }, (_, index) => {
    const end = underWay.begin('scenario');
    if (index % 3 === 0) end.turn = 'first';
    end.addEventListener('abort', () => told.push(end.turn));
    return end;
  });
  expect(underWay.end('all')).toBe(1_500);
  expect(ends.every(({ aborted }) => aborted)).toBe(true);
  expect(told).toEqual([...Array(500).fill('first'), ...Array(1_000).fill('then')]);
  expect(underWay.end('all')).toBe(0);
});

test('those of a drill end alone', () => {
  const underWay = new FaultsUnderWay();
  const [drill, scenario] = [underWay.begin('drill'), underWay.begin('scenario')];
  expect(underWay.end('drill')).toBe(1);
  expect([drill.aborted, scenario.aborted]).toEqual([true, false]);
});
