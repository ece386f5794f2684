import { expect, test } from 'vitest';
import type { Observation } from '../../../src/expectations/expectation.ts';
import { type Expected, judge } from '../../../src/judge/judge.ts';
import type { Outcome, Verdict } from '../../../src/model/verdict.ts';
import { inUse, problem, standIn, timelineWith } from './stand-in.ts';

type By = Verdict['by'];

const observed = (seen: Partial<Observation>, by: By = 'asked'): Expected => ({
  expectation: standIn(() => seen),
  params: {},
  by,
});

function verdictOn(seen: Partial<Observation>, timeline = timelineWith()): Verdict {
  const [verdict] = judge(timeline, [observed(seen)], true).verdicts;
  if (verdict === undefined) throw new Error('nothing was judged');
  return verdict;
}

test.each<[string, Partial<Observation>, Outcome, string]>([
  ['samples on which nothing was wrong', { samples: 3 }, 'pass', 'all was well'],
  ['a problem', { problems: [problem()] }, 'fail', 'it did wrong'],
  ['a warning', { problems: [problem({ severity: 'warning' })] }, 'fail', 'it did wrong'],
  [
    'a problem on the only sample, unclear',
    { problems: [problem()], unclear: 'who knows' },
    'fail',
    'it did wrong',
  ],
  ['advice', { problems: [problem({ severity: 'advice' })] }, 'pass', 'all was well; it did wrong (advice)'],
  [
    'a problem that rests on something assumed',
    { problems: [problem({ assumed: 'reach' })] },
    'pass',
    'all was well; it did wrong (advice)',
  ],
  [
    'a problem for which a scenario asks, though no document does',
    { problems: [problem({ assumed: 'advice' })] },
    'fail',
    'it did wrong',
  ],
  ['no samples', { samples: 0 }, 'inconclusive', 'there was no occasion to see it'],
  ['samples that prove nothing', { unclear: 'too few' }, 'inconclusive', 'too few'],
  ['no samples, and why', { samples: 0, unclear: 'too few' }, 'inconclusive', 'too few'],
])('%s', (_, seen, outcome, because) => {
  expect(verdictOn(seen)).toMatchObject({ outcome, because });
});

test.each(['contract', 'always'] as const)('%s: what no document asks for leaves a verdict open', (by) => {
  const assumed = { samples: 2, problems: [problem({ assumed: 'advice' })] };
  expect(judge(timelineWith(), [observed(assumed, by)], true).verdicts).toMatchObject([
    {
      outcome: 'inconclusive',
      because: expect.stringMatching(/^it did wrong, but no document of the platform says/) as string,
    },
  ]);
  const mild = { samples: 2, problems: [problem({ assumed: 'advice', severity: 'advice' })] };
  expect(judge(timelineWith(), [observed(mild, by)], true).verdicts).toMatchObject([{ outcome: 'pass' }]);
});

test('a verdict says what was judged, and how to mend it', () => {
  expect(verdictOn({ samples: 7 })).toEqual({
    ...{ expectation: 'stands-in', summary: 'stands in for another', params: {}, by: 'asked' },
    ...{ outcome: 'pass', because: 'all was well', samples: 7, findings: [] },
    ...{ fix: 'mend it', check: 'look at it' },
  });
});

test('what was seen depends on the parameters and the timeline', () => {
  const timeline = timelineWith();
  const seen: unknown[] = [];
  const expectation = standIn((given, params) => {
    seen.push(given, params);
    return {};
  });
  judge(timeline, [{ expectation, params: { within: 5 }, by: 'asked' }], true);
  expect(seen).toEqual([timeline, { within: 5 }]);
  expect(seen[0]).toBe(timeline);
});

test.each<[string, string, By, { says: string; source: string | null }, Verdict['outcome']]>([
  [
    'the words of the platform come first',
    'verifies-tls',
    'asked',
    {
      says: 'never switch the verification of certificates off, not even behind a corporate proxy',
      source: inUse.platform.sources['errors'] ?? '',
    },
    'fail',
  ],
  ['then those of a standard', 'stands-in', 'asked', { says: 'a standard says so', source: 'RFC 1' }, 'fail'],
  [
    'then those of the scenario',
    'has-none',
    'asked',
    { says: 'stands in for another', source: "the scenario's own expect" },
    'fail',
  ],
  [
    'without words it advises',
    'has-none',
    'contract',
    { says: 'stands in for another', source: null },
    'pass',
  ],
])('%s', (_, name, by, expected, outcome) => {
  const standard = name === 'has-none' ? { standard: null } : {};
  const expectation = standIn(() => ({ problems: [problem()] }), { name, ...standard });
  const [verdict] = judge(timelineWith(), [{ expectation, params: {}, by }], true).verdicts;
  expect(verdict?.findings.map((finding) => finding.expected)).toEqual([expected]);
  expect(verdict?.outcome).toBe(outcome);
});

test('a source that the platform does not explain stands for itself', () => {
  const sentence = { says: 'do', documented: 'nowhere', expectation: 'stands-in', notJudged: null };
  const contract = { 'do-it': { ...sentence, statuses: [], scenarios: [], mutants: [] } };
  const platform = { ...inUse.platform, contract };
  const timeline = timelineWith([[{ at: 0 }]], { inUse: { ...inUse, platform } });
  expect(verdictOn({ problems: [problem()] }, timeline).findings[0]?.expected).toEqual({
    says: 'do',
    source: 'nowhere',
  });
});

const held = { samples: 1 };
const broken = { problems: [problem()] };
const open = { samples: 0, unclear: 'too few' };
const unseen = { samples: 0 };

test.each<[string, readonly [Partial<Observation>, By][], 'injects' | 'healthy', Outcome]>([
  ['nothing expected, nothing injected', [], 'healthy', 'pass'],
  ['nothing expected, and something injected', [], 'injects', 'inconclusive'],
  [
    'all held',
    [
      [held, 'asked'],
      [held, 'always'],
    ],
    'injects',
    'pass',
  ],
  [
    'one broken',
    [
      [held, 'asked'],
      [broken, 'contract'],
    ],
    'injects',
    'fail',
  ],
  [
    'one broken, what is asked for open',
    [
      [open, 'asked'],
      [broken, 'always'],
    ],
    'injects',
    'fail',
  ],
  [
    'what is asked for is open',
    [
      [open, 'asked'],
      [held, 'asked'],
    ],
    'healthy',
    'inconclusive',
  ],
  [
    'what always holds is open',
    [
      [held, 'asked'],
      [open, 'always'],
    ],
    'healthy',
    'inconclusive',
  ],
  [
    'what always holds could not be seen',
    [
      [held, 'asked'],
      [unseen, 'always'],
    ],
    'healthy',
    'pass',
  ],
  [
    'the contract is open beside what is asked for',
    [
      [held, 'asked'],
      [open, 'contract'],
    ],
    'injects',
    'pass',
  ],
  [
    'one of the contract held',
    [
      [held, 'contract'],
      [open, 'contract'],
    ],
    'injects',
    'pass',
  ],
  [
    'none of the contract was seen',
    [
      [open, 'contract'],
      [open, 'contract'],
    ],
    'injects',
    'inconclusive',
  ],
  [
    'none of the contract was seen, the exit was',
    [
      [open, 'contract'],
      [held, 'always'],
    ],
    'injects',
    'inconclusive',
  ],
  ['none of the contract was seen, on a healthy gateway', [[open, 'contract']], 'healthy', 'pass'],
])('together: %s', (_, seen, rules, outcome) => {
  const expected = seen.map(([each, by]) => observed(each, by));
  expect(judge(timelineWith(), expected, rules === 'injects').outcome).toBe(outcome);
});

test('that any end of the command is accepted shows nothing by itself', () => {
  const anyExit = { ...observed(held), expectation: { ...standIn(() => held), name: 'exit' }, params: 'any' };
  expect(judge(timelineWith(), [anyExit], true).outcome).toBe('inconclusive');
  expect(judge(timelineWith(), [anyExit], false).outcome).toBe('pass');
  expect(judge(timelineWith(), [anyExit, observed(held)], true).outcome).toBe('pass');
});

test('an open verdict that is to be silent is told only if it advises, and then leaves nothing open', () => {
  const silent = (seen: Partial<Observation>): Expected => ({ ...observed(seen, 'always'), open: 'hidden' });
  const advises = { problems: [problem({ assumed: 'reach' })], unclear: 'no document forbids it' };
  const { verdicts, outcome } = judge(timelineWith(), [observed(held), silent(open), silent(advises)], true);
  expect(verdicts.map(({ by, because }) => [by, because])).toEqual([
    ['asked', 'all was well'],
    ['always', 'no document forbids it'],
  ]);
  expect(outcome).toBe('pass');
  const broke = judge(timelineWith(), [observed(held), silent(broken)], true);
  expect(broke.outcome).toBe('fail');
  const asked = judge(timelineWith(), [observed(held), observed(advises)], true);
  expect(asked.outcome).toBe('inconclusive');
});

test('what always holds is told of only where it could be seen', () => {
  const expected = [observed(unseen, 'always'), observed(open, 'always'), observed(unseen, 'contract')];
  const { verdicts } = judge(timelineWith(), expected, true);
  expect(verdicts.map(({ by, because }) => [by, because])).toEqual([
    ['always', 'too few'],
    ['contract', 'there was no occasion to see it'],
  ]);
});
