import { beforeEach, expect, test } from 'vitest';
import { DrillSession } from '../../../src/gateway/drill-session.ts';
import { FaultControl } from '../../../src/gateway/fault-control.ts';
import { KillSwitch } from '../../../src/gateway/kill-switch.ts';
import { SharedLatch } from '../../../src/gateway/shared-latch.ts';
import type { SharedStop, StopChange } from '../../../src/store/stop-state.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';
import { platformInUse } from '../../helpers/platform.ts';

/** As the script of the store has it. */
const store = {
  state: 'there' as 'there' | 'away',
  count: 0,
  stop: null as SharedStop | null,
  asked: 0,
  async ask({ change, stop }: StopChange) {
    store.asked += 1;
    if (store.state === 'away') throw new Error('away');
    const becomes = change === 'stop' ? (store.stop ?? stop) : change === 'release' ? null : store.stop;
    if (becomes !== store.stop) store.count += 1;
    store.stop = becomes;
    return { count: store.count, stop: store.stop };
  },
};

let clock: FixedClock;
beforeEach(() => {
  clock = fixedClock();
  Object.assign(store, { state: 'there', count: 0, stop: null, asked: 0 });
});

async function gateway() {
  const faults = new FaultControl(null, clock);
  const shared = { clock, faults, closeIdle: () => {}, notice: () => {} };
  const names = () => ({ inUse: platformInUse(), upstreams: [] });
  const killSwitch = new KillSwitch({
    ...shared,
    drill: new DrillSession({ ...shared, ruleClock: clock, names }),
  });
  const latch = new SharedLatch({ clock, faults, ask: (change) => store.ask(change) });
  await latch.start();
  faults.follow = (stop) => killSwitch.follow(stop);
  return { faults, killSwitch, latch };
}

/** Until each gateway has looked at the store. */
async function looked(): Promise<void> {
  clock.advance(100);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test('a stop at one gateway ends the faults of each within 100 ms, until it is released at any', async () => {
  const [one, other] = [await gateway(), await gateway()];
  const held = other.faults.underWay.begin('scenario');
  one.killSwitch.stop('signal', 'SIGUSR1');
  await one.faults.kept();
  await looked();
  expect([held.aborted, other.faults.state]).toEqual([true, 'stopped']);
  expect(other.faults.latch).toMatchObject({ reason: 'SIGUSR1', by: 'signal', release: 'needs-reason' });
  const third = await gateway();
  expect(third.faults.refusal()).toContain('SIGUSR1');
  expect(() => other.killSwitch.release(null)).toThrow('ctl release --reason');
  other.killSwitch.release('a false alarm');
  await other.faults.kept();
  await looked();
  expect([one, other, third].map(({ faults }) => faults.state)).toEqual(Array(3).fill('injecting'));
});

test('a stop while the store is away holds at once here, and everywhere when it is back', async () => {
  const [one, other] = [await gateway(), await gateway()];
  store.state = 'away';
  one.killSwitch.stop('operation', null);
  await one.faults.kept();
  await looked();
  expect([one.faults.state, other.faults.state]).toEqual(['stopped', 'injecting']);
  store.state = 'there';
  await looked();
  await looked();
  expect([one.faults.state, other.faults.state]).toEqual(['stopped', 'stopped']);
});

test('a store that lost its memory is told again, and releases nobody', async () => {
  const [one, other] = [await gateway(), await gateway()];
  one.killSwitch.stop('operation', 'enough');
  await one.faults.kept();
  await looked();
  Object.assign(store, { count: 0, stop: null });
  await looked();
  expect([one.faults.state, other.faults.state]).toEqual(['stopped', 'stopped']);
  await looked();
  expect(store.stop).toMatchObject({ reason: 'enough' });
});

test('what is told while a look is under way is not undone by its answer', async () => {
  const [one, other] = [await gateway(), await gateway()];
  other.killSwitch.stop('operation', 'first');
  await other.faults.kept();
  other.killSwitch.release('second');
  await other.faults.kept();
  clock.advance(100);
  one.killSwitch.stop('operation', 'third');
  await one.faults.kept();
  expect([one.faults.latch?.reason, store.stop?.reason]).toEqual(['third', 'third']);
});

test('a gateway that is closed looks no more', async () => {
  const { latch } = await gateway();
  latch.close();
  const { asked } = store;
  await looked();
  expect([store.asked, clock.pending()]).toEqual([asked, []]);
});
