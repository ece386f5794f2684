import { expect, test } from 'vitest';
import { beganAt, findingsOf } from '../../../src/judge/problems.ts';
import type { Basis } from '../../../src/model/verdict.ts';
import type { Violation } from '../../../src/timeline/violation.ts';
import { someTime } from '../../helpers/facts.ts';
import { problem, standIn, timelineWith } from './stand-in.ts';

const documented: Basis = { says: 'wait', source: 'a page' };
/** Nobody asks for it. */
const unsaid: Basis = { says: 'wait all the same', source: null };
const timeline = timelineWith([[{ at: 50 }, { at: 1_070, error: 'bad-gateway' }], [{ at: 60 }]]);
const entry = standIn(() => ({}));

/** Problems that every grouping shows. */
const sure = (problems: readonly Violation[]) => problems.map((each) => ({ problem: each, likelihood: 1 }));

const found = (problems: readonly Violation[], basis = documented, seen = timeline) =>
  findingsOf(
    sure(problems),
    entry,
    { asks: 'contract', platform: () => basis, standard: basis, scenario: unsaid },
    seen,
  );

const short = (problems: readonly Violation[], basis?: Basis) =>
  found(problems, basis).map(({ problem: name, severity, count }) => `${severity} ${name} ${count}`);

test('a problem becomes a finding with its evidence, relative to the first arrival', () => {
  const [call = null] = timeline.calls;
  const attempts = call?.attempts ?? [];
  expect(found([problem({ call, attempts })])).toEqual([
    {
      id: 'bg-e7e47ae73c',
      ...{ expectation: 'stands-in', problem: 'did-wrong', severity: 'error', nature: 'wrong' },
      ...{ scenario: 'sample', says: 'it did wrong', expected: documented, count: 1 },
      evidence: [
        { call: 'sample#1', attempt: 1, entry: 101, atMs: 0, met: 'answered', gapMs: null },
        { call: 'sample#1', attempt: 2, entry: 102, atMs: 1_020, met: '502 bad-gateway', gapMs: 1_019 },
      ],
      ...{ fix: 'mend it', check: 'look at it' },
    },
  ]);
});

test('evidence without a call names none', () => {
  const attempts = timeline.calls[1]?.attempts ?? [];
  expect(found([problem({ attempts })])[0]?.evidence).toMatchObject([{ call: '', entry: 201, atMs: 10 }]);
});

test('a problem may have a fix of its own', () => {
  expect(found([problem({ fix: 'mend that' })])[0]?.fix).toBe('mend that');
});

test('ids are made of scenario, expectation, problem and what was met, and of nothing else', () => {
  const idOf = (more: Partial<Violation>, scenario = 'sample', name = 'stands-in') =>
    findingsOf(
      sure([problem(more)]),
      { ...entry, name },
      { asks: 'contract', platform: () => documented, standard: documented, scenario: unsaid },
      timelineWith([[{ at: 0 }]], { scenarios: [scenario, 'another'] }),
    )[0]?.id;
  expect(idOf({ says: 'later', severity: 'warning', nature: 'absent', fix: 'x' })).toBe('bg-e7e47ae73c');
  const others = [
    idOf({ problem: 'did-worse' }),
    idOf({ met: '429' }),
    idOf({}, 'other'),
    idOf({}, 'sample', 'other'),
  ];
  expect(new Set([...others, 'bg-e7e47ae73c']).size).toBe(5);
});

test('without a scenario there is an id as well', () => {
  const [finding] = found([problem()], documented, timelineWith([], { scenarios: [] }));
  expect(finding).toMatchObject({ scenario: '', id: expect.stringMatching(/^bg-[\da-f]{10}$/) });
});

test('alike problems are one finding: all counted, the first five shown, the first one told', () => {
  const attempts = timeline.calls[0]?.attempts ?? [];
  const many = Array.from({ length: 7 }, (_, n) => problem({ says: `time ${n}`, attempts, fix: `fix ${n}` }));
  const [finding, ...others] = found(many);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ count: 7, says: 'time 0', fix: 'fix 0' });
  expect(finding?.evidence).toHaveLength(10);
});

test('one finding is as severe as the worst of its problems', () => {
  const advice = problem({ severity: 'advice' });
  const warning = problem({ severity: 'warning' });
  expect(short([advice, warning])).toEqual(['warning did-wrong 2']);
  expect(short([warning, advice])).toEqual(['warning did-wrong 2']);
  expect(short([advice, problem(), warning])).toEqual(['error did-wrong 3']);
});

test('the worst come first, equal ones in the order in which they were seen', () => {
  const told = (severity: Violation['severity'], met: string) => problem({ severity, met, problem: met });
  expect(short([told('advice', 'a'), told('error', 'b'), told('warning', 'c'), told('error', 'd')])).toEqual([
    'error b 1',
    'error d 1',
    'warning c 1',
    'advice a 1',
  ]);
});

test('what rests on something assumed advises', () => {
  expect(short([problem({ assumed: 'reach' })])).toEqual(['advice did-wrong 1']);
  expect(short([problem()], { says: 'wait', source: null })).toEqual(['advice did-wrong 1']);
  expect(short([problem({ assumed: 'reach' }), problem()])).toEqual(['error did-wrong 2']);
});

test('a timeline begins with its first arrival', () => {
  expect(beganAt(timeline)).toBe(someTime + 50);
  expect(beganAt(timelineWith([]))).toBe(0);
});

test('of what no document speaks the scenario has to speak itself, else it is advice', () => {
  const problems = [problem({ restsOn: 'scenario' })];
  expect(found(problems)).toMatchObject([{ severity: 'advice', expected: unsaid }]);
  const asked = { says: 'wait', source: 'the scenario' };
  expect(
    findingsOf(
      sure(problems),
      entry,
      { asks: 'scenario', platform: () => documented, standard: documented, scenario: asked },
      timeline,
    ),
  ).toMatchObject([{ severity: 'error', expected: asked }]);
});

test('advice that no document gives counts where the scenario asks for the expectation', () => {
  const asked = { says: 'wait', source: 'the scenario' };
  const severities = (assumed: 'advice' | 'reach', asks: 'scenario' | 'contract') =>
    findingsOf(
      sure([problem({ assumed, restsOn: 'scenario' })]),
      entry,
      { asks, platform: () => documented, standard: documented, scenario: asked },
      timeline,
    ).map(({ severity }) => severity);
  expect(severities('advice', 'scenario')).toEqual(['error']);
  expect(severities('advice', 'contract')).toEqual(['advice']);
  expect(severities('reach', 'scenario')).toEqual(['advice']);
});
