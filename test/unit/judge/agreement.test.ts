import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/expectations/expectation.ts';
import { agreementOn } from '../../../src/judge/agreement.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Call, Timeline } from '../../../src/model/timeline.ts';
import type { Outcome } from '../../../src/model/verdict.ts';
import type { Violation } from '../../../src/timeline/violation.ts';
import { someTime } from '../../helpers/facts.ts';
import { problem, standIn, timelineWith } from './stand-in.ts';

const together = timelineWith([[{ at: 0 }, { at: 10 }], [{ at: 500 }]]);
const apart = timelineWith([[{ at: 0 }], [{ at: 500 }]]);
const [call] = together.calls as [Call, ...Call[]];

/** Whether request 102 is the second attempt of call 1: as likely as told, and by the evidence alone. */
function doubted(likelihood: number, byEvidence = likelihood): Timeline {
  return {
    ...together,
    groupings: [together.calls, apart.calls],
    doubts: [
      {
        ...{ requests: new Set([102]), mayEnd: new Set([101]) },
        ...{ shares: [likelihood, 1 - likelihood], byEvidence: [byEvidence, 1 - byEvidence] },
      },
      {
        ...{ requests: new Set([999]), mayEnd: new Set([998]) },
        ...{ shares: [0.6, 0.4], byEvidence: [0.6, 0.4] },
      },
    ],
  };
}

const early = problem({ problem: 'too-early', call, attempts: call.attempts });
const never = problem({ problem: 'never-retried', nature: 'absent', call, attempts: [call.attempts[0]] });
const other = problem({ problem: 'did-worse', attempts: together.calls[1]?.attempts ?? [] });

/** Judges where the first problems are seen under the likelier grouping, the second under the other one. */
function verdictOn(likelihood: number, first: readonly Violation[], second: readonly Violation[]) {
  const timeline = doubted(likelihood);
  const expectation = standIn(({ calls }) => ({ problems: calls === apart.calls ? second : first }));
  const { verdicts, outcome } = judge(timeline, [{ expectation, params: {}, by: 'asked' }], true);
  return { outcome, verdict: verdicts[0] };
}

test.each<[string, number, readonly Violation[], readonly Violation[], Outcome]>([
  ['a problem under both', 0.6, [early], [early], 'fail'],
  ['a problem under one that is all but certain', 0.995, [early], [], 'fail'],
  ['a problem under the likelier one', 0.8, [early], [], 'suspect'],
  ['a problem under the less likely one', 0.8, [], [early], 'inconclusive'],
  ['a problem under an unlikely one', 0.95, [], [early], 'pass'],
  ['no problem under either', 0.6, [], [], 'pass'],
  [
    'a problem that no doubt touches, beside one under the likelier one',
    0.8,
    [early, other],
    [other],
    'fail',
  ],
  ['something not done, unless the doubtful request did it', 0.3, [never], [], 'inconclusive'],
  ['something not done under the less likely one', 0.7, [], [never], 'inconclusive'],
  ['advice under the likelier one', 0.8, [problem({ ...early, severity: 'advice' })], [], 'pass'],
])('%s', (_, likelihood, first, second, outcome) => {
  const found = verdictOn(likelihood, first, second);
  expect([found.outcome, found.verdict?.outcome]).toEqual([outcome, outcome]);
});

test('what patience adds to a reading saves the client, and does not accuse it', () => {
  const expectation = standIn(({ calls }) => ({ problems: calls === apart.calls ? [] : [early] }));
  const expected = [{ expectation, params: {}, by: 'asked' }] as const;
  expect(judge(doubted(0.6, 0.05), expected, true).outcome).toBe('pass');
  expect(judge(doubted(0.3, 0.9), expected, true).outcome).toBe('inconclusive');
});

test('a suspicion is advice, with its likelihood and with what it rests on', () => {
  const { verdict } = verdictOn(0.8, [early], []);
  expect(verdict?.findings).toMatchObject([{ problem: 'too-early', severity: 'advice', likelihood: 0.8 }]);
  expect(verdict?.because).toBe(
    'it did wrong, if these are one call, which is likely (8 in 10): x-badgateway-call or traceparent ' +
      'in each request, or one process for each drill, would tell',
  );
});

test('what stays open says what would tell', () => {
  expect(verdictOn(0.8, [], [early]).verdict?.because).toBe(
    'it did wrong, if these are one call, which the requests do not show: x-badgateway-call or traceparent ' +
      'in each request, or one process for each drill, would tell',
  );
});

test('one of several equal workers did it, whichever it was', () => {
  const second = problem({ ...early, says: 'another one did wrong' });
  expect(verdictOn(0.5, [early], [second])).toMatchObject({
    outcome: 'fail',
    verdict: { because: 'it did wrong' },
  });
});

const stepped = (since: number, at: number) => ({ since: someTime + since, at: someTime + at });

test.each<[string, Violation, { since: number; at: number }, Outcome]>([
  ['between both requests', early, stepped(2, 8), 'inconclusive'],
  ['perhaps before the second one', early, stepped(8, 400), 'inconclusive'],
  ['before the first one', early, stepped(-800, -1), 'fail'],
  ['behind the second one', early, stepped(300, 400), 'fail'],
  ['before what was never done', never, stepped(300, 400), 'inconclusive'],
])('a wall clock that was set %s leaves open what depends on waits', (_, wrong, step, outcome) => {
  const timeline = { ...together, clockSteps: [step] };
  const verdictBy = (more: Partial<Expectation>) =>
    judge(
      timeline,
      [{ expectation: standIn(() => ({ problems: [wrong] }), more), params: {}, by: 'asked' }],
      true,
    );
  const { verdicts, outcome: found } = verdictBy({ dependsOn: 'waits' });
  expect(found).toBe(outcome);
  const says = outcome === 'fail' ? 'it did wrong' : 'it did wrong, but the wall clock was set meanwhile';
  expect(verdicts[0]?.because).toBe(says);
  expect(verdictBy({}).outcome).toBe('fail');
});

test('a single grouping leaves every problem sure', () => {
  const seen = { samples: 1, problems: [early, other], unclear: null, says: '' };
  expect(
    agreementOn({ expectation: standIn(() => ({})), params: {}, by: 'asked' }, [seen], together),
  ).toEqual({
    sure: [early, other].map((each) => ({ problem: each, likelihood: 1 })),
    suspected: [],
    open: [],
  });
});
