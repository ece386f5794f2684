import { expect, test } from 'vitest';
import { atOnce } from '../../../src/drill/jobs.ts';

/** Work that ends when the test says so. */
function gates(count: number) {
  return Array.from({ length: count }, () => {
    let open = () => {};
    const passed = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open: () => open(), passed };
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('results come in the order of the items, whichever is done first', async () => {
  const doors = gates(4);
  const begun: number[] = [];
  const results = atOnce(2, [0, 1, 2, 3], async (item) => {
    begun.push(item);
    await doors[item]?.passed;
    return item * 10;
  });
  await turn();
  expect(begun).toEqual([0, 1]);
  doors[1]?.open();
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  for (const { open } of doors) open();
  expect(await results).toEqual([0, 10, 20, 30]);
});

test('one at a time is one after the other', async () => {
  let underWay = 0;
  const most: number[] = [];
  await atOnce(1, [1, 2, 3], async () => {
    underWay += 1;
    most.push(underWay);
    await turn();
    underWay -= 1;
  });
  expect(most).toEqual([1, 1, 1]);
});

test('after a failure nothing is begun, and what is under way ends before it is told', async () => {
  const doors = gates(2);
  const ended: string[] = [];
  const results = atOnce(2, ['slow', 'broken', 'never'], async (item) => {
    if (item === 'broken') throw new Error('it broke');
    await doors[0]?.passed;
    ended.push(item);
    throw new Error('it was ended');
  });
  const told = results.catch((error: Error) => [...ended, error.message]);
  await turn();
  doors[0]?.open();
  expect(await told).toEqual(['slow', 'it broke']);
});

test('nothing to do is done', async () => {
  expect(await atOnce(3, [], () => Promise.resolve(1))).toEqual([]);
});
