import { expect, test } from 'vitest';
import { createStub } from '../../../../src/answer/stub/index.ts';
import { systemClock } from '../../../../src/lib/clock.ts';
import type { Distribution, Pace } from '../../../../src/model/pace.ts';
import type { Scenario } from '../../../../src/model/scenario.ts';
import type { Answer, Step } from '../../../../src/model/step.ts';
import { requestFacts, type Sent } from '../../../helpers/facts.ts';
import { platformInUse } from '../../../helpers/platform.ts';
import { collect } from '../../../helpers/steps.ts';
import { client, stubbed } from './seen.ts';

const openai = platformInUse('openai');
const hello = { model: 'gpt-4o', messages: [{ role: 'user', content: 'nine char' }] };
const streamed = { ...hello, stream: true };

const always = (ms: number): Distribution => ({ kind: 'fixed', ms });
const steady: Pace = {
  firstToken: always(400),
  perToken: always(20),
  perPromptTokenMs: 2,
  perStream: 0,
};
const uneven: Pace = {
  ...steady,
  firstToken: { kind: 'lognormal', medianMs: 400, p99Ms: 2_000, capMs: 4_000 },
  perToken: { kind: 'uniform', fromMs: 10, toMs: 30 },
};

/** Three tokens. */
const text = 'nine char';

/** A paced stub; what it answers is pulled by the test. */
function paced(pace: Pace, changes: Partial<Scenario> = {}) {
  const stub = createStub({ ...stubbed(openai, { text, pace }), ...changes }, systemClock);
  return (sent: Sent): AsyncIterable<Step> => {
    const answer: Answer = stub.answer(requestFacts(openai, sent));
    if (!(Symbol.asyncIterator in answer)) throw new Error('expected an answer that takes its time');
    return answer;
  };
}

const pausesIn = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'pause' ? [step.ms] : []));

async function pausesOf(answer: AsyncIterable<Step>): Promise<number[]> {
  return pausesIn(await collect(answer));
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

/** A request of its own for each name. */
const named = (fingerprint: string, body: object = streamed): Sent => ({ body, facts: { fingerprint } });

test('a stream waits for its first token, which comes with the role, and for each further one', async () => {
  const steps = await collect(paced(steady)({ body: streamed }));
  expect(steps.map(({ kind }) => kind).join(' ')).toBe(
    'head pause frame frame pause frame pause frame frame frame end',
  );
  // The prompt has three tokens.
  expect(pausesIn(steps)).toEqual([406, 20, 20]);
  expect(steps.filter((step) => step.kind === 'pause').every(({ paced: kept }) => kept)).toBe(true);
});

test('a whole answer waits once, before the head, as long as the stream does in all', async () => {
  const steps = await collect(paced(steady)({ body: hello }));
  expect(steps.map(({ kind }) => kind).join(' ')).toBe('pause head frame end');
  expect(pausesIn(steps)).toEqual([446]);
  const [drawn = 0] = await pausesOf(paced(uneven)(named('same', hello)));
  expect(drawn).toBeCloseTo(sum(await pausesOf(paced(uneven)(named('same')))));
});

test('choices are made at the same time, and so are the texts of several prompts', async () => {
  expect(await pausesOf(paced(steady)({ body: { ...streamed, n: 3 } }))).toEqual([406, 20, 20]);
  const completion = { path: '/v1/completions', body: { model: 'm', prompt: ['one', 'two'], stream: true } };
  expect(await pausesOf(paced(steady)(completion))).toEqual([404, 20, 20]);
  const whole = { path: '/v1/completions', body: { model: 'm', prompt: ['one', 'two'] } };
  expect(await pausesOf(paced(steady)(whole))).toEqual([444]);
});

test('an answer of one token, or of none, has no further one to wait for', async () => {
  expect(await pausesOf(paced(steady)({ body: { ...streamed, max_tokens: 1 } }))).toEqual([406]);
  const empty = paced(steady, { stub: stubbed(openai, { text: '', pace: steady }).stub });
  const none = await collect(empty({ body: streamed }));
  expect(none.map(({ kind }) => kind).join(' ')).toBe('head pause frame frame frame end');
  expect(await pausesOf(empty({ body: hello }))).toEqual([406]);
});

test('the longer the prompt, the later the first token, and only the first', async () => {
  const prompt = (length: number) => ({
    ...streamed,
    messages: [{ role: 'user', content: 'abcd'.repeat(length) }],
  });
  expect(await pausesOf(paced(steady)({ body: prompt(1) }))).toEqual([402, 20, 20]);
  expect(await pausesOf(paced(steady)({ body: prompt(1_000) }))).toEqual([2_400, 20, 20]);
});

test.each([
  ['whole', hello],
  ['streamed', { ...streamed, stream_options: { include_usage: true } }],
])('a pace changes no byte: %s', async (_, body) => {
  const plain = client(openai, { text })({ body }).steps;
  const slow = (await collect(paced(uneven)({ body }))).filter(({ kind }) => kind !== 'pause');
  const length = sum(plain.map((step) => (step.kind === 'frame' ? step.bytes.length : 0)));
  expect(slow.slice(1)).toEqual(plain.slice(1));
  expect(slow[0]).toEqual(body === hello ? plain[0] : { ...plain[0], length });
});

test('what is no text of a model is answered at once', () => {
  const stub = createStub(stubbed(openai, { pace: steady }), systemClock);
  const asked: Sent[] = [
    { path: '/v1/models', method: 'GET' },
    { path: '/v1/embeddings', body: { model: 'm', input: 'one' } },
    { body: hello, headers: { authorization: undefined } },
    { body: '{' },
  ];
  for (const sent of asked) expect(Array.isArray(stub.answer(requestFacts(openai, sent)))).toBe(true);
});

test('a draw depends on the request and how often it came before, never on who came in between', async () => {
  const [ask, other] = [paced(uneven), paced(uneven)];
  const alone = [await pausesOf(ask(named('a'))), await pausesOf(ask(named('a')))];
  const crowd: number[][] = [];
  for (const name of ['b', 'a', 'c', 'a', 'b']) crowd.push(await pausesOf(other(named(name))));
  expect([crowd[1], crowd[3]]).toEqual(alone);
  expect(new Set([...alone, ...crowd].map(String)).size).toBe(5);
});

test('pulled at the same time, in turns, two answers draw what each draws alone', async () => {
  const ask = paced(uneven);
  const streams = [ask(named('a')), ask(named('b'))].map((answer) => answer[Symbol.asyncIterator]());
  const pulled: Step[][] = [[], []];
  for (let pulls = 0; pulls < 20; pulls += 1)
    for (const [index, stream] of streams.entries()) {
      const next = await stream.next();
      if (next.done !== true) pulled[index]?.push(next.value);
    }
  const alone = [await pausesOf(paced(uneven)(named('a'))), await pausesOf(paced(uneven)(named('b')))];
  expect(pulled.map(pausesIn)).toEqual(alone);
});

test('another seed or scenario draws other times; another first token changes no further one', async () => {
  const [first, ...further] = await pausesOf(paced(uneven)(named('a')));
  for (const changes of [{ seed: '43' }, { name: 'other' }]) {
    const [otherFirst, ...otherFurther] = await pausesOf(paced(uneven, changes)(named('a')));
    expect(otherFirst).not.toBe(first);
    expect(otherFurther).not.toEqual(further);
  }
  const [, ...same] = await pausesOf(paced({ ...uneven, firstToken: always(1) })(named('a')));
  expect(same).toEqual(further);
});

test('over many requests the times are spread as they were asked to be', async () => {
  const ask = paced(uneven);
  const all = await Promise.all(Array.from({ length: 2_000 }, (_, n) => pausesOf(ask(named(String(n))))));
  // 6 ms are the prompt's.
  const firsts = all.map(([ms = 0]) => ms - 6).sort((one, other) => one - other);
  const further = all.flatMap(([, ...rest]) => rest);
  expect(Math.abs((firsts[1_000] ?? 0) - 400)).toBeLessThan(40);
  expect(firsts.filter((ms) => ms > 2_000).length).toBeGreaterThan(8);
  expect(firsts.filter((ms) => ms > 2_000).length).toBeLessThan(36);
  expect(firsts.at(-1)).toBeLessThanOrEqual(4_000);
  expect(Math.min(...further)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...further)).toBeLessThan(30);
  expect(Math.abs(sum(further) / further.length - 20)).toBeLessThan(0.5);
});

test('every other answer under way makes it slower, until it ends or is left', async () => {
  const ask = paced({ ...steady, perPromptTokenMs: 0, perStream: 0.5 });
  const others = [named('a'), named('b', hello)].map((sent) => ask(sent)[Symbol.asyncIterator]());
  for (const other of others) await other.next();
  const crowded = ask(named('c'))[Symbol.asyncIterator]();
  const next = async () => (await crowded.next()).value as Step;
  expect(await next()).toMatchObject({ kind: 'head' });
  expect(await next()).toMatchObject({ kind: 'pause', ms: 800 });
  expect([await next(), await next()]).toMatchObject([{ kind: 'frame' }, { kind: 'frame' }]);
  await others[0]?.return?.();
  expect(await next()).toMatchObject({ kind: 'pause', ms: 30 });
  await next();
  for (let step = await others[1]?.next(); step?.done !== true; ) step = await others[1]?.next();
  expect(await next()).toMatchObject({ kind: 'pause', ms: 20 });
  await crowded.return?.();
  expect(await pausesOf(ask(named('d')))).toEqual([400, 20, 20]);
});

test('no silence is longer than the limit', async () => {
  const { limits } = stubbed(openai, {});
  const ask = paced(steady, { limits: { ...limits, hangMs: 15 } });
  expect(await pausesOf(ask({ body: streamed }))).toEqual([15, 15, 15]);
  expect(await pausesOf(ask({ body: hello }))).toEqual([15]);
});
