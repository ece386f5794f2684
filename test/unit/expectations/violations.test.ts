import { expect, test } from 'vitest';
import { findExpectation } from '../../../src/expectations/index.ts';
import { figuresOf } from '../../../src/expectations/observe/backs-off.ts';
import type { ConnectionEntry } from '../../../src/model/entry.ts';
import { connectionFailuresOf } from '../../../src/timeline/connection-failures.ts';
import type { Violation } from '../../../src/timeline/violation.ts';
import { someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { spaced } from '../../helpers/spaced.ts';
import { type Told, timeline } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const upstream = { route: null, source: 'upstream' } as const;

function problemsOf(
  name: string,
  calls: readonly Told[][],
  platform = 'token-factory',
): readonly Violation[] {
  const told = timeline({ inUse: platformInUse(platform), calls });
  return findExpectation(name)?.observe(told, {}).problems ?? [];
}

const met: readonly (readonly [string, Omit<Told, 'at'>])[] = [
  ['bad-gateway', bad],
  ['500', { status: 500, entry: upstream }],
  ['broken before-head', { status: null, ending: 'severed', faults: ['disconnect'] }],
  ['broken quietly', { ending: 'damaged', faults: ['stream-cut'] }],
  ['broken in-stream', { ending: 'damaged', faults: ['stream-error'] }],
  ['hung', { ending: 'hung', faults: ['hang'] }],
  ['left', { status: null, ending: 'client-left', faults: ['hang'] }],
];

test.each(met)('what was met is named in few words: %s', (name, told) => {
  expect(problemsOf('retries', [[{ at: 0, ...told }]]).map((problem) => problem.met)).toEqual([name]);
});

const signs: readonly (readonly [string, Omit<Told, 'at'>, RegExp])[] = [
  ['its code', { error: 'insufficient-quota' }, /error\.code === 'insufficient_quota'.*maxRetries: 0/],
  ['its field', { status: 429, headers: ['x-should-retry', 'false'] }, /'x-should-retry'.*maxRetries: 0/],
  ['its status alone', { status: 429 }, /error\.status === 429.*maxRetries: 0/],
];

test.each(signs)('how to stop at a 429 that stays goes by %s', (_, told, fix) => {
  const calls = [spaced(told, [510], told)];
  const problems = findExpectation('does-not-retry')
    ?.observe(timeline({ inUse: platformInUse('openai'), calls }), { status: [429] })
    .problems.map((each) => each.fix);
  expect(problems).toEqual([expect.stringMatching(fix)]);
});

test('a problem of several calls is none of a single one', () => {
  const short = (calls: number) =>
    Array.from({ length: calls }, () => spaced({ error: 'platform-error' }, [1, 1, 1, 1]));
  expect(problemsOf('backs-off', short(1), 'deeptoken').map(({ call }) => call?.id)).toEqual(['sample#1']);
  expect(problemsOf('backs-off', short(2), 'deeptoken').map(({ call }) => call)).toEqual([null]);
});

test('a call that went on too long is told by what it met first', () => {
  const rest = spaced(
    bad,
    Array.from({ length: 9 }, () => 1),
    bad,
    10,
  );
  const problems = problemsOf('gives-up', [[{ at: 0, error: 'internal-error' }, ...rest]]);
  expect(problems.map((problem) => problem.met)).toEqual(['internal-error']);
});

test('of an error without figures of a backoff the scenario speaks, of the others the platform', () => {
  const restsOn = (error: string) =>
    problemsOf('backs-off', [spaced({ error }, [9])]).map((problem) => problem.restsOn);
  expect(restsOn('bad-gateway')).toEqual([undefined]);
  expect(restsOn('no-healthy-upstream')).toEqual(['scenario']);
});

test('of an answer that broke and looked whole the scenario speaks, of one cut off the standard', () => {
  const restsOn = (told: Omit<Told, 'at'>) => {
    const calls = [[{ at: 0, ...told }]];
    const done = timeline({ inUse: platformInUse('token-factory'), calls, outcomes: { 1: 'success' } });
    return findExpectation('notices-truncation')
      ?.observe(done, {})
      .problems.map((each) => each.restsOn);
  };
  expect(restsOn({ ending: 'damaged', faults: ['stream-cut'] })).toEqual(['scenario']);
  expect(restsOn({ ending: 'damaged', faults: ['stream-error'] })).toEqual(['scenario']);
  expect(restsOn({ ending: 'severed', faults: ['stream-cut'] })).toEqual([undefined]);
});

test('of a connection that broke the scenario speaks, of an error the platform', () => {
  const broken: Told = { at: 0, status: null, ending: 'severed', faults: ['disconnect'] };
  expect(problemsOf('retries', [[broken]]).map(({ restsOn }) => restsOn)).toEqual(['scenario']);
  expect(problemsOf('retries', [[{ at: 0, ...bad }]]).map(({ restsOn }) => restsOn)).toEqual([undefined]);
});

test.each([
  ['token-factory', 'rate-limited', undefined],
  ['token-factory', 'upstream-timeout', undefined],
  ['token-factory', 'no-healthy-upstream', 'standard'],
  ['deeptoken', 'rate-limited', 'standard'],
  ['openai', 'rate-limit-exceeded', 'standard'],
])('on %s the wait of a %s rests on: %s', (platform, error, restsOn) => {
  const problems = problemsOf(
    'honours-retry-after',
    [[{ at: 0, error, retryAfter: 5 }, { at: 9 }]],
    platform,
  );
  expect(problems.map((problem) => problem.restsOn)).toEqual([restsOn]);
});

test('the platform has the first word on its backoff, and the scenario the last', () => {
  const given = { firstMs: 100, factor: 3, jitter: 0.1, capMs: 900, documented: {} };
  expect(figuresOf(given, {})).toEqual(given);
  expect(figuresOf(given, { first: 5, cap: 70 })).toEqual({ ...given, firstMs: 5, capMs: 70 });
  expect(figuresOf(given, { factor: 2, jitter: 0 })).toEqual({ ...given, factor: 2, jitter: 0 });
  expect(figuresOf(null, {})).toBeNull();
});

function refused(at: number, connection: number, fault: string): ConnectionEntry {
  const rules = [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults: [fault] }] as const;
  const where = { id: connection, connection, address: '127.0.0.1' };
  return { ...where, kind: 'connection', at: someTime + at, rules: [...rules], welcome: 'reset' };
}

test('connections that met a fault are told in order, and what came behind them', () => {
  const seen = (...calls: readonly Told[][]) => ({
    ...timeline({ inUse: platformInUse(), calls }),
    connections: [refused(9, 2, 'connection-close'), refused(0, 1, 'connection-reset')],
  });
  const on = (connection: number) => ({ entry: { connection } });
  expect(connectionFailuresOf(seen())).toMatchObject({
    faults: ['connection-reset', 'connection-close'],
    ...{ again: true, answered: false },
  });
  const behind = seen([
    { at: 3, ...on(1), error: 'bad-gateway' },
    { at: 12, ...on(3) },
  ]);
  expect(connectionFailuresOf(behind)).toMatchObject({ again: true, answered: true });
  expect(connectionFailuresOf({ ...seen(), connections: [] })).toBeNull();
});

test('a request on the connection that met the fault is no return', () => {
  const once = { ...timeline({ inUse: platformInUse(), calls: [[{ at: 5, entry: { connection: 1 } }]] }) };
  const door = connectionFailuresOf({ ...once, connections: [refused(0, 1, 'connection-stall')] });
  expect(door).toMatchObject({ again: false, answered: true });
});
