import { expect, test } from 'vitest';
import { Arrivals } from '../../../src/expectations/observe/arrivals.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { timelineOf, timelinesOf } from '../../../src/timeline/timeline.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf } from '../../helpers/timeline.ts';

const inUse = platformInUse();
const inUseOf = () => inUse;
const rule = (outcome: 'fired' | 'lost', fault: string) => [
  { rule: 'r', outcome, because: '', faults: [fault] },
];

const request = (id: number, scenario: string, label: string, call = 1): Entry => ({
  ...entryOf({ at: id, faults: [`fault ${id}`] }, call, 1, inUse),
  ...{ id, scenario, label },
});
const opening = (id: number, fault: string): Entry =>
  ({ id, kind: 'opening', at: 0, rules: rule('fired', fault) }) as unknown as Entry;
const connection = (id: number, outcome: 'fired' | 'lost'): Entry =>
  ({ id, kind: 'connection', at: 0, rules: rule(outcome, 'connection-close') }) as unknown as Entry;
const finding = { id: 90, kind: 'finding', at: 0, scenario: 'first' } as unknown as Entry;
const notice = { id: 91, kind: 'notice', at: 0, scenario: 'first', label: '' } as unknown as Entry;
const toppedUp = (at: number, label: string): Entry => ({
  ...{ id: at, kind: 'notice', at, scenario: 'first', label, notice: 'topped-up', says: '' },
});
const outcome = (id: number, said: 'success' | 'error', label = ''): Entry => ({
  ...{ id, kind: 'outcome', at: id, scenario: 'first', label, call: 1, outcome: said },
});

test('a journal becomes a timeline: each kind of entry has its place', () => {
  const entries = [
    connection(1, 'lost'),
    connection(2, 'fired'),
    opening(3, 'tls-stall'),
    request(4, 'first', ''),
    request(5, 'second', '', 2),
    finding,
    notice,
    outcome(6, 'success'),
    outcome(7, 'error'),
  ];
  const told = timelineOf('name', 'first', { entries, dropped: 3, inUseOf });
  expect(told).toMatchObject({ name: 'name', scenarios: ['first', 'second'], command: null, dropped: 3 });
  expect(told.inUse).toBe(inUse);
  expect(told.calls.map(({ id, outcome: said }) => [id, said?.outcome])).toEqual([
    ['first#1', 'error'],
    ['second#2', undefined],
  ]);
  expect(told.connections.map(({ id }) => id)).toEqual([2]);
  expect(told.openings.map(({ id }) => id)).toEqual([3]);
  expect(told.findings.map(({ id }) => id)).toEqual([90]);
  expect([...told.fired].sort()).toEqual(['connection-close', 'fault 4', 'fault 5', 'tls-stall']);
});

test('a command ends a timeline', () => {
  const end = { code: 0, stopped: null, output: 'end' } as const;
  expect(timelineOf('n', 's', { entries: [], dropped: 0, inUseOf }, end).command).toBe(end);
});

test('the contract is that of the scenario that is named', () => {
  const asked: string[] = [];
  timelineOf('name', 'primary', {
    entries: [],
    dropped: 0,
    inUseOf: (name) => {
      asked.push(name);
      return inUse;
    },
  });
  expect(asked).toEqual(['primary']);
});

test('a gateway that serves has a timeline for each label, and for each scenario without one', () => {
  const entries = [
    opening(1, 'tls-slow'),
    request(2, 'first', ''),
    request(3, 'second', ''),
    request(4, 'first', 'a'),
    outcome(6, 'error', 'a'),
    request(5, 'second', 'a', 2),
    connection(7, 'fired'),
    finding,
    toppedUp(8, 'a'),
    toppedUp(9, 'asks-nothing'),
  ];
  const told = timelinesOf('first', { entries, dropped: 0, inUseOf });
  expect(told.map(({ name, scenarios, calls }) => [name, scenarios, calls.length])).toEqual([
    ['first', ['first'], 1],
    ['second', ['second'], 1],
    ['a', ['first', 'second'], 2],
  ]);
  const [primary, , labelled] = told;
  expect([primary?.openings, primary?.connections, primary?.findings].map((all) => all?.length)).toEqual([
    1, 1, 1,
  ]);
  expect(labelled?.calls[0]?.outcome?.outcome).toBe('error');
  expect(labelled?.openings).toEqual([]);
  expect(told.map((each) => each.toppedUp)).toEqual([[], [], [8]]);
});

test('every timeline has the steps of the wall clock', () => {
  const step: Entry = {
    ...{ id: 4, kind: 'notice', at: 400, scenario: 'first', label: '', notice: 'clock-stepped', says: '' },
    clockStep: { byMs: 3_600_000, since: 100 },
  };
  const entries = [request(2, 'first', ''), request(3, 'second', 'a'), step];
  const seen = timelinesOf('first', { entries, dropped: 0, inUseOf });
  expect(seen.map(({ clockSteps }) => clockSteps)).toEqual(Array(2).fill([{ since: 100, at: 400 }]));
});

test('what no request followed belongs to the scenario that greets connections', () => {
  const told = timelinesOf('greeter', { entries: [opening(1, 'tls-stall')], dropped: 0, inUseOf });
  expect(told.map(({ name, scenarios }) => [name, scenarios])).toEqual([['greeter', ['greeter']]]);
});

test('arrivals are found between two times, both included, in whatever order they were added', () => {
  const at = (...times: readonly number[]) => times.map((time) => ['a', time] as const);
  const arrivals = new Arrivals([...at(50, 10, 30), ['b', 20]]);
  const found = (from: number, to: number) => arrivals.between('a', from, to);
  expect([found(0, 9), found(0, 10), found(10, 10), found(11, 29)]).toEqual([false, true, true, false]);
  expect([found(11, 30), found(31, 49), found(50, 50), found(51, 99)]).toEqual([true, false, true, false]);
  expect([found(49, 12), arrivals.between('c', 0, 99)]).toEqual([false, false]);
});
