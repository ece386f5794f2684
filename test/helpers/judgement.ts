import { z } from 'zod';
import { sinceBaseline } from '../../src/drill/baseline.ts';
import { type Expectation, expectation } from '../../src/expectations/expectation.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Judged, Judgement } from '../../src/model/judgement.ts';
import type { Call, CommandEnd } from '../../src/model/timeline.ts';
import { describeResult, formatMs } from '../../src/timeline/describe.ts';
import type { Violation } from '../../src/timeline/violation.ts';
import { someTime } from './facts.ts';
import { platformInUse } from './platform.ts';
import { type Told, timeline } from './timeline.ts';

/** What a stand-in sees in a call. */
type Seen = (call: Call) => Violation[];

interface StandIn {
  readonly name: string;
  readonly summary: string;
  readonly fix: string;
  readonly check: string;
  readonly seen: Seen;
  readonly unclear?: string;
}

/** Reports tell what they are told; so the thresholds of the real shelf play no part in their tests. */
function standIn({ seen, unclear, ...entry }: StandIn): Expectation {
  return expectation({
    ...entry,
    params: z.strictObject({}),
    standard: null,
    falsePositiveRate: null,
    observe: ({ calls }) => ({
      samples: calls.length,
      problems: calls.flatMap(seen),
      unclear: unclear ?? null,
      says: `seen on ${calls.length} calls, and nothing was wrong`,
    }),
  });
}

const early = standIn({
  name: 'honours-retry-after',
  summary: 'waits as long as the answer says before it asks again',
  fix: 'read Retry-After on every error and sleep that long; openai does it when maxRetries is above 0',
  check: 'badgateway drill rate-limited-then-recovers --only honours-retry-after -- <your command>',
  seen: (call) =>
    call.attempts.flatMap((attempt, index) => {
      const before = call.attempts[index - 1];
      const { allowed, at, gapMs } = attempt;
      if (before === undefined || gapMs === null || allowed === null || at >= allowed.from) return [];
      const tooEarly = `${formatMs(allowed.from - at)} too early`;
      const resultText = describeResult(before.result);
      const says = `it asked again after ${formatMs(gapMs)}, ${tooEarly}, having met ${resultText}`;
      const met = before.result.kind === 'error' ? (before.result.entry ?? '') : before.result.kind;
      const severity = allowed.because === 'retry-after' ? 'error' : 'warning';
      return [
        {
          problem: 'retried-too-early',
          severity,
          nature: 'wrong',
          met,
          call,
          attempts: [before, attempt],
          says,
        },
      ];
    }),
});

const final = standIn({
  name: 'does-not-retry',
  summary: 'never repeats what the contract calls final',
  fix: 'retry on 408, 429 and 5xx alone; hand every other error to the caller',
  check: 'badgateway drill invalid-request --only does-not-retry -- <your command>',
  seen: (call) => {
    const [first, ...rest] = call.attempts;
    if (rest.length === 0 || first.result.kind !== 'error' || first.result.advised.advice !== 'fix')
      return [];
    const says = `${describeResult(first.result)} is final, and it was asked ${rest.length} more times`;
    const met = first.result.entry ?? '';
    return [
      {
        ...{ problem: 'retried-final-error', severity: 'error', nature: 'wrong', met, call },
        ...{ attempts: call.attempts.slice(0, 4), says },
      },
    ];
  },
});

const ends = standIn({
  name: 'recovers',
  summary: 'has its answer when the trouble is over',
  fix: 'go on until the budget of attempts is used up',
  check: 'badgateway drill rate-limited-then-recovers --only recovers -- <your command>',
  seen: (call) => {
    const last = call.attempts.at(-1);
    if (last === undefined || last.result.kind === 'answered') return [];
    const says = `it gave up on ${describeResult(last.result)}`;
    return [
      {
        ...{ problem: 'gave-up-early', severity: 'warning', nature: 'absent', met: last.result.kind, call },
        ...{ attempts: [last], says, assumed: 'reach' },
      },
    ];
  },
});

const spreads = standIn({
  name: 'jitters',
  summary: 'varies its waits, so that clients do not come back together',
  fix: 'multiply each wait by a random factor between 0.5 and 1.5',
  check: 'badgateway drill overloaded --repeat 10 --only jitters -- <your command>',
  seen: () => [],
  unclear: '3 first waits were seen, and 8 are needed to tell; run it with --repeat 4',
});

export interface Setting {
  readonly name: string;
  readonly title: string;
  readonly calls: readonly (readonly Told[])[];
  readonly platform?: string;
  readonly expected?: readonly Expectation[];
  readonly command?: CommandEnd | null;
}

/** One scenario, judged by the real judge over stand-ins for the shelf. */
export function judged({ name, title, calls, platform, expected, command }: Setting): Judged {
  const inUse = platformInUse(platform);
  const told = timeline({ inUse, calls, scenario: name, command: command ?? null });
  const named = (expected ?? [early, final, ends, spreads]).map((each) => {
    return { expectation: each, params: {}, by: 'contract' as const };
  });
  return { title, file: `scenarios/${name}.yaml`, seed: '42', ...judge(told, named, true) };
}

export function judgement(scenarios: readonly Setting[], more: Partial<Judgement> = {}): Judgement {
  return {
    version: '0.1.0',
    at: someTime,
    command: ['node', 'examples/naive.mjs'],
    judged: scenarios.map((each) => sinceBaseline(judged(each), new Set(more.known))),
    known: [],
    exit: 1,
    ...more,
  };
}

const ended = (code: number): CommandEnd => ({ code, stopped: null, output: 'end' });
const limited = (at: number, retryAfter: string | number, took = 12): Told => {
  return { at, took, error: 'rate-limited', retryAfter };
};

export const limitedTwice: Setting = {
  name: 'rate-limited-then-recovers',
  title: 'Rate-limited twice, then well',
  command: ended(1),
  expected: [early, ends],
  calls: [
    [limited(0, 5), limited(520.04, 7), { at: 1_560.25, took: 140 }],
    [limited(2_000, 5), limited(7_240, 7), { at: 14_510, took: 180 }],
    [limited(3_000, 5), { at: 3_530, took: 12, error: 'internal-error' }, { at: 4_700, took: 4_000 }],
    [{ at: 15_000, took: 320 }],
  ],
};

export const refused: Setting = {
  name: 'invalid-request',
  title: 'A request that is wrong stays wrong',
  command: ended(1),
  expected: [final, spreads],
  calls: [
    Array.from({ length: 9 }, (_, index): Told => {
      return { at: index * 640, took: 4, error: 'validation-failed' };
    }),
  ],
};

const silent: Setting = {
  name: 'hangs-then-recovers',
  title: 'Silence for half a minute, then well',
  command: { code: null, stopped: 'time', output: 'nothing' },
  expected: [spreads],
  calls: [
    [
      { at: 0, took: 10_000, status: null, ending: 'client-left', faults: ['hang'] },
      { at: 11_200, took: 10_000, status: null, ending: 'client-left', faults: ['hang'] },
      { at: 23_400, took: 900 },
    ],
  ],
};

const well: Setting = {
  name: 'healthy',
  title: 'Nothing is injected',
  platform: 'deeptoken',
  command: ended(0),
  expected: [early, ends],
  calls: [[{ at: 0, took: 210 }], [{ at: 400, took: 250 }]],
};

/** Every outcome, severity and kind of attempt. */
export function someJudgement(more: Partial<Judgement> = {}): Judgement {
  return judgement([limitedTwice, refused, silent, well], more);
}

/** What a client chooses, and what a scenario's author does, is this text. */
export function hostileJudgement(text: string): Judgement {
  const entry = { model: text, client: text, url: `/v1/${text}` };
  const told = (at: number): Told => ({
    at,
    error: 'rate-limited',
    retryAfter: 5,
    headers: ['x-a', text],
    entry,
  });
  const judgements = judgement([{ name: 'hostile', title: text, calls: [[told(0), told(100)]] }]);
  const [only] = judgements.judged;
  if (only === undefined) throw new Error('there is one scenario');
  const verdicts = only.verdicts.map((verdict) => ({
    ...verdict,
    because: `${verdict.because} ${text}`,
    findings: verdict.findings.map((finding) => ({
      ...{ ...finding, says: `${finding.says} ${text}`, fix: text },
      evidence: finding.evidence.map((each) => ({ ...each, met: text })),
    })),
  }));
  return { ...judgements, command: ['node', text], judged: [{ ...only, verdicts }] };
}

/** So many calls, each of which asked again too early. */
export function largeJudgement(calls: number): Judgement {
  const pairs = Array.from({ length: calls }, (_, index) => [
    limited(index * 20, 5),
    { at: index * 20 + 600 },
  ]);
  return judgement([{ ...limitedTwice, calls: pairs }]);
}
