import { beforeEach, expect, test } from 'vitest';
import { DrillSession } from '../../../src/gateway/drill-session.ts';
import { FaultControl } from '../../../src/gateway/fault-control.ts';
import { KillSwitch } from '../../../src/gateway/kill-switch.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';
import { scenarioOf } from '../../helpers/engine.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const upstreams = ['primary', 'secondary'].map((name) => ({
  ...{ name, options: { kind: 'stub' } as const, weight: 1, region: null },
}));
let clock: FixedClock;
let faults: FaultControl;
let drill: DrillSession;
let killSwitch: KillSwitch;
let notices: string[];

beforeEach(() => {
  clock = fixedClock();
  faults = new FaultControl();
  notices = [];
  const shared = {
    ...{ clock, faults, closeIdle: () => {} },
    notice: (kind: string, says: string) => void notices.push(`${kind}: ${says}`),
  };
  drill = new DrillSession({ ...shared, ruleClock: clock, names: () => ({ inUse, upstreams }) });
  killSwitch = new KillSwitch({ ...shared, drill });
});

const begun = (leaseMs = 10_000, name = 'one') => drill.begin({ drill: name, leaseMs, blastRadius: null });
const rules = '[{ id: down, faults: [503] }]';

test('a lease that is not renewed ends the drill, and nothing of it remains', async () => {
  const { id, leaseEndsAt, startedAt } = await begun();
  expect(leaseEndsAt).toBe(startedAt + 10_000);
  await drill.enter({ id, stage: 'inject', rules });
  const held = faults.underWay.begin('drill');
  const other = faults.underWay.begin('scenario');
  clock.advance(9_999);
  expect([drill.show()?.state, faults.stage?.mark.stage, held.aborted]).toEqual(['running', 'inject', false]);
  clock.advance(1);
  expect(drill.show()).toMatchObject({ state: 'ended', endedBy: 'lease', endedAt: startedAt + 10_000 });
  expect([faults.stage, held.aborted, other.aborted]).toEqual([null, true, false]);
  expect(notices.at(-1)).toBe(
    'drill-ended: drill "one" has ended by lease: its runner did not renew the lease of 10s; ' +
      '1 faults were under way',
  );
  expect(() => drill.renew(id)).toThrow('ended by lease');
  expect(clock.pending()).toEqual([]);
});

test.each([1, 4_000, 9_999])('a renewal after %i ms holds for a whole lease from then on', async (ms) => {
  const { id } = await begun();
  clock.advance(ms);
  expect(drill.renew(id).leaseEndsAt).toBe(clock.now() + 10_000);
  clock.advance(9_999);
  expect(drill.show()?.state).toBe('running');
  clock.advance(1);
  expect(drill.show()?.endedBy).toBe('lease');
});

test('an end cancels the lease; what ended first stays', async () => {
  const { id } = await begun();
  expect(drill.end(id, 'completed', null)).toMatchObject({ state: 'ended', endedBy: 'completed' });
  expect(clock.pending()).toEqual([]);
  clock.advance(60_000);
  expect(drill.end(id, 'stopped', 'late')).toMatchObject({ endedBy: 'completed', because: null });
});

test('one drill at a time; the next one has another id and counts anew', async () => {
  const { id } = await begun();
  await expect(begun(1_000, 'two')).rejects.toMatchObject({ status: 409 });
  await drill.enter({ id, stage: 'inject', rules });
  faults.stage?.hit();
  expect(drill.end(id, 'completed', null).figures.hit).toBe(1);
  const next = await begun(1_000, 'two');
  expect([next.id === id, next.figures.hit]).toEqual([false, 0]);
  expect(() => drill.end(id, 'completed', null)).toThrow('no drill');
  await expect(drill.enter({ id, stage: 'a', rules })).rejects.toMatchObject({ status: 410 });
});

test('of two that begin at the same moment one is refused', async () => {
  const states = await Promise.allSettled([begun(), begun()]);
  expect(states.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('rules with mistakes are refused with their places, and the stage stays', async () => {
  const { id } = await begun();
  await drill.enter({ id, stage: 'inject', rules });
  await expect(drill.enter({ id, stage: 'widen', rules: '[{ faults: [{ eror: 1 }] }]' })).rejects.toThrow(
    'eror',
  );
  await expect(
    drill.enter({ id, stage: 'widen', rules: '[{ when: { upstream: primry }, faults: [503] }]' }),
  ).rejects.toThrow('rules:1:22: unknown upstream "primry"; did you mean "primary"?');
  expect(drill.show()?.stage).toBe('inject');
});

test('a stop ends faults of drills and scenarios, latches, and is released with a reason', async () => {
  await begun();
  const held = [faults.underWay.begin('drill'), faults.underWay.begin('scenario')];
  killSwitch.stop('signal', 'SIGUSR1');
  expect(held.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect([faults.state, faults.stage, drill.show()?.endedBy]).toEqual(['stopped', null, 'kill-switch']);
  killSwitch.stop('operation', 'again');
  expect(faults.latch?.reason).toBe('SIGUSR1');
  await expect(begun()).rejects.toThrow('SIGUSR1');
  expect(() => killSwitch.release(null)).toThrow('ctl release --reason');
  killSwitch.release('it was a false alarm');
  expect([faults.state, (await begun()).state]).toEqual(['injecting', 'running']);
  expect(notices.map((each) => each.split(':')[0])).toEqual([
    ...['drill-began', 'drill-ended', 'faults-stopped', 'faults-released', 'drill-began'],
  ]);
});

test('a plain stop by hand is released without a reason, and twice is once', () => {
  killSwitch.stop('operation', null);
  killSwitch.stop('operation', null);
  killSwitch.release(null);
  killSwitch.release(null);
  expect([faults.latch, notices.length]).toEqual([null, 2]);
});

test('a blast radius bounds all stages and labels together; one with mistakes begins nothing', async () => {
  const begin = (blastRadius: string) => drill.begin({ drill: 'one', leaseMs: 10_000, blastRadius });
  await expect(begin('{ share: 2 }')).rejects.toThrow('blastRadius:1:10: expected a share from 0 to 1');
  expect([drill.show(), faults.stage]).toEqual([null, null]);
  const { id } = await begin('{ total: 1 }');
  await drill.enter({ id, stage: 'inject', rules });
  const scenario = await scenarioOf('rules: []');
  const met = (label: string) =>
    faults.stage
      ?.createEngine(scenario, label)
      ?.decide(requestFacts(inUse), 0)
      .rules.map(({ outcome }) => outcome);
  expect([met('a'), met('b')]).toEqual([['fired'], ['held-back']]);
  await drill.enter({ id, stage: 'widen', rules });
  expect(met('a')).toEqual(['held-back']);
  expect(drill.end(id, 'completed', null).figures).toEqual({ hit: 1, heldBack: { total: 2 } });
});
