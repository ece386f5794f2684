import { expect, test } from 'vitest';
import { compose } from '../../../src/answer/framing/compose.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { headerValue } from '../../../src/lib/http.ts';
import type { Decision } from '../../../src/model/decision.ts';
import { describeOutcome } from '../../../src/model/describe-outcome.ts';
import type { Answer, Step } from '../../../src/model/step.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { engineOf, scenarioOf } from '../../helpers/engine.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';
import { collect, end, eventStream, frame, head } from '../../helpers/steps.ts';

type Decided = Decision<AsyncIterable<Step>>;

const limits = (...lines: readonly string[]) =>
  `seed: 1\nrateLimits:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const sixty = '{ id: sixty, rate: 60 requests per minute }';

const json = (status = 200) => head('application/json', [], status);

/** Plays an answer to its end and settles it; the head that a client sees. */
async function played({ faults, onEnd }: Decided, answer: Answer = [json(), end]) {
  const steps = await collect(compose(() => answer, faults, null));
  onEnd?.();
  return steps.find((step) => step.kind === 'head');
}

async function seen(decided: Decided, answer?: Answer): Promise<string> {
  const found = await played(decided, answer);
  const wait = headerValue(found?.headers ?? [], 'retry-after');
  const error = found?.error === undefined ? '' : ` ${found.error}`;
  return `${found?.status}${error}${wait === null ? '' : `, ${wait}`}`;
}

const said = ({ rules }: Decided) =>
  rules.map((each) => `${each.rule} ${each.outcome}: ${describeOutcome(each)}`);

const chat = (maxTokens?: number) => ({
  body: { model: 'm', messages: [{ role: 'user', content: 'four' }], max_tokens: maxTokens },
});

test('a request without room gets the true wait, rounded up, and a client that waits passes', async () => {
  const clock = fixedClock();
  const { decide } = await engineOf(limits(sixty), clock);
  for (let sent = 0; sent < 60; sent += 1) expect(decide().faults).toEqual([]);
  clock.advance(250);
  const refused = decide();
  expect(await seen(refused)).toBe('429 rate-limited, 1');
  expect(said(refused)).toEqual(['sixty fired: 60 requests per minute: no room for 750ms; 0 left']);
  clock.advance(749);
  expect(decide().faults).toHaveLength(1);
  clock.advance(1);
  expect(said(decide())).toEqual(['sixty skipped: 60 requests per minute; 0 left']);
});

test('a key, a model, an address and a header each tell requests apart where the limit says so', async () => {
  const { decide } = await engineOf(
    limits('{ id: one, rate: 1 request per hour, by: [key, model, address, header:X-Workspace] }'),
  );
  const from = (address: string) => ({ facts: { connection: { ...connectionFacts, address } } });
  const different = [
    {},
    { headers: { authorization: 'Bearer sk-oais-other' } },
    { body: { model: 'other' } },
    from('192.0.2.1'),
    { headers: { 'x-workspace': 'a' } },
  ];
  for (const sent of different) expect(decide(sent).rules[0]?.outcome).toBe('skipped');
  for (const sent of different) expect(decide(sent).rules[0]?.outcome).toBe('fired');
});

test('without when it counts the routes that ask a model, and with when what it says', async () => {
  const { outcome } = await engineOf(
    limits(
      '{ id: models, rate: 9 requests per day }',
      '{ id: keys, rate: 9 requests per day, when: { surface: key-management } }',
    ),
  );
  expect(outcome({})).toEqual({ models: 'skipped' });
  expect(outcome({ path: '/v1/embeddings' })).toEqual({ models: 'skipped' });
  expect(outcome({ method: 'GET', path: '/v1/models' })).toEqual({});
  expect(outcome({ method: 'GET', path: '/api/keys' })).toEqual({ keys: 'skipped' });
});

test('a limit that refuses comes before rules: they lose, and other faults still act', async () => {
  const { decide } = await engineOf(
    `${limits('{ id: none, rate: 1 request per day }')}rules:
  - { id: breaks, faults: [500] }
  - { id: late, faults: [{ latency: 1s }] }
`,
  );
  expect(await seen(decide())).toBe('500 internal-error');
  const refused = decide();
  expect(refused.rules.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
    'none fired',
    'breaks lost',
    'late fired',
  ]);
  expect(await seen(refused)).toBe('429 rate-limited, 86400');
});

test('of several limits the one that lasts longest refuses, and none of them is charged', async () => {
  const clock = fixedClock();
  const { decide } = await engineOf(
    limits('{ id: short, rate: 1 request per second }', '{ id: long, rate: 2 requests per minute }'),
    clock,
  );
  decide();
  expect(said(decide())).toEqual([
    'short fired: 1 request per second: no room for 1s; 0 left',
    'long skipped: 2 requests per minute; short refused, so nothing is taken; 1 left',
  ]);
  clock.advance(1_000);
  decide();
  expect(decide().rules.map(({ outcome }) => outcome)).toEqual(['skipped', 'fired']);
});

test('for the judge, what each limit allows and what is left of it stands beside what it did', async () => {
  const { decide } = await engineOf(
    limits('{ id: keyed, rate: 1 request per minute, by: key }', '{ id: two, concurrent: 2 }'),
  );
  const readings = () => decide().rules.map(({ limit }) => limit);
  const keyed = { unit: 'requests', amount: 1, perMs: 60_000, by: ['key'] };
  const two = { unit: 'answers', amount: 2, perMs: 1, by: [] };
  expect(readings()).toEqual([
    { ...keyed, remaining: 0 },
    { ...two, remaining: 1 },
  ]);
  expect(readings()).toEqual([
    { ...keyed, remaining: 0 },
    { ...two, remaining: 1 },
  ]);
});

test('what is not enforced is only told', async () => {
  const { decide } = await engineOf(limits('{ id: shadow, rate: 1 request per minute, enforce: false }'));
  decide();
  expect(decide()).toEqual({
    rules: [
      {
        ...{ rule: 'shadow', outcome: 'skipped', faults: [] },
        because: '1 request per minute: no room for 1m; it is not enforced',
      },
    ],
    faults: [],
  });
});

test('answers under way are freed when they end, once, whatever they were', async () => {
  const { decide } = await engineOf(limits('{ id: two, concurrent: 2, error: 503 }'));
  const [first, second] = [decide(), decide()];
  // How long an answer takes is not known, so the platform's own wait is told.
  expect(await seen(decide())).toBe('503 no-healthy-upstream');
  first.onEnd?.();
  expect(decide().faults).toEqual([]);
  expect(decide().rules[0]?.outcome).toBe('fired');
  second.onEnd?.();
  expect(decide().rules[0]?.outcome).toBe('skipped');
});

test('tokens are reserved with the maximum of the request and settled by what was sent', async () => {
  const { decide } = await engineOf(limits('{ id: tokens, rate: 1000 tokens per day }'));
  const event = (content: string) => frame(`data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`);
  const cut: Answer = [eventStream, event('eight ch'), event('four'), end];
  const left = (decided: Decided) => `${decided.rules[0]?.limit?.remaining} left`;
  const usage = frame('{"usage":{"total_tokens":30}}');

  const streamed = decide(chat(599));
  expect(left(streamed)).toBe('400 left');
  expect(decide(chat(500)).rules[0]?.outcome).toBe('fired');
  await played(streamed, cut);
  // One of the prompt, three of the answer.
  const whole = decide(chat(100));
  expect(left(whole)).toBe('895 left');
  await played(whole, [json(), usage, end]);
  const failed = decide(chat(100));
  expect(left(failed)).toBe('865 left');
  await played(failed, [json(500), end]);
  const abandoned = decide(chat(100));
  expect(left(abandoned)).toBe('865 left');
  abandoned.onEnd?.();
  expect(left(decide(chat(100)))).toBe('865 left');
});

test('without a maximum the limit says what is reserved; what never fits is not told to wait', async () => {
  const { decide } = await engineOf(limits('{ id: tokens, rate: 1000 tokens per minute, maxTokens: 600 }'));
  expect(said(decide(chat()))).toEqual(['tokens skipped: 1000 tokens per minute; 601 reserved, 399 left']);
  const refused = decide(chat(5_000));
  expect(refused.rules[0]?.because).toMatch('it asks for more than the whole limit');
  expect(await seen(refused)).toBe('429 rate-limited');
});

test('charged afterwards, requests at the same time take more than there is', async () => {
  const clock = fixedClock();
  const { decide } = await engineOf(
    limits('{ id: tokens, rate: 60 tokens per minute, accounting: after }'),
    clock,
  );
  const answer: Answer = [json(), frame('{"usage":{"total_tokens":50}}'), end];
  const both = [decide(chat(5_000)), decide(chat(5_000))];
  for (const each of both) await played(each, answer);
  expect(await seen(decide(chat()))).toBe('429 rate-limited, 41');
});

test('openai tells what is left on every answer, errors included', async () => {
  const text = `platform: openai\n${limits(
    '{ id: requests, rate: 60 requests per minute }',
    '{ id: day, rate: 10000 requests per day }',
    '{ id: tokens, rate: 1000 tokens per hour }',
  )}rules:\n  - { faults: [500], times: 1 }\n`;
  const { decide } = await engineOf(text);
  for (const status of [500, 200]) {
    const found = await played(decide(chat(99)));
    const fields = Object.fromEntries(
      ['limit', 'remaining', 'reset'].flatMap((what) =>
        ['requests', 'tokens'].map((unit) => [
          `${what}-${unit}`,
          headerValue(found?.headers ?? [], `x-ratelimit-${what}-${unit}`),
        ]),
      ),
    );
    expect(found?.status).toBe(status);
    expect(fields).toEqual({
      'limit-requests': '60',
      'remaining-requests': status === 500 ? '59' : '58',
      'reset-requests': status === 500 ? '1s' : '2s',
      'limit-tokens': '1000',
      'remaining-tokens': '900',
      'reset-tokens': '6m0s',
    });
  }
});

test('what is foreseen takes nothing', async () => {
  const { engine, inUse, decide } = await engineOf(limits('{ id: one, rate: 1 request per day }'));
  const foreseen = () => engine.foresee(requestFacts(inUse), 0, 'worst').rules[0]?.outcome;
  expect([foreseen(), foreseen()]).toEqual(['skipped', 'skipped']);
  decide();
  expect(foreseen()).toBe('fired');
});

test('usage goes on where the rules of a scenario are changed', async () => {
  const clock = fixedClock();
  const scenario = await scenarioOf(limits('{ id: one, rate: 1 request per day }'));
  const facts = requestFacts(scenario.inUse);
  const before = compileScenario(scenario).createEngine(clock);
  before.decide(facts, 0);
  const after = compileScenario({ ...scenario, rules: [] }).createEngine(clock, before);
  expect(after.decide(facts, 0).rules[0]?.outcome).toBe('fired');
  expect(compileScenario(scenario).createEngine(clock).decide(facts, 0).rules[0]?.outcome).toBe('skipped');
});

test.each([
  ['{ id: a, rate: 1 request per day }', false],
  ['{ id: a, rate: 1 token per day }', true],
  ['{ id: a, rate: 1 request per day, by: model }', true],
  ['{ id: a, concurrent: 1, when: { stream: true } }', true],
])('%s needs the body: %s', async (line, needsBody) => {
  expect(compileScenario(await scenarioOf(limits(line))).needsBody).toBe(needsBody);
});
