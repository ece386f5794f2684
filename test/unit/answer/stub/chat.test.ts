import fc from 'fast-check';
import { expect, test } from 'vitest';
import { platformInUse } from '../../../helpers/platform.ts';
import { bodyOf, type ChatBody, type ChatChunk, client, eventsOf, type Seen } from './seen.ts';

const tokenFactory = platformInUse();
const openai = platformInUse('openai');
const hello = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello there, gateway' }] };

function textOf(events: readonly ChatChunk[], choice: number): string {
  const own = events.flatMap(({ choices }) => choices.filter(({ index }) => index === choice));
  return own.map(({ delta }) => delta.content ?? '').join('');
}

function kinds(answer: Seen): string {
  return answer.steps.map(({ kind }) => kind).join(' ');
}

test('a whole answer has the documented form', () => {
  const body = bodyOf<ChatBody>(client(openai)({ body: hello }));
  expect(body).toMatchObject({
    object: 'chat.completion',
    model: 'gpt-4o',
    choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
  });
  expect(body.id).toMatch(/^chatcmpl-[0-9a-f]{24}$/);
  expect(body.choices[0]?.message.content.split(' ')).toHaveLength(30);
});

test('the same request gets the same bytes, another one another text', () => {
  const sent = [hello, { ...hello, stream: true }];
  for (const body of sent) expect(client(openai)({ body }).frames).toEqual(client(openai)({ body }).frames);
  const other = { ...hello, messages: [{ role: 'user', content: 'Hello there, gatewax' }] };
  const texts = [hello, other, { ...hello, model: 'gpt-4o-mini' }].map(
    (body) => bodyOf<ChatBody>(client(openai)({ body })).choices[0]?.message.content,
  );
  expect(new Set(texts).size).toBe(3);
});

test.each([30, 250])('an answer of %d words stays the same after many others', (words) => {
  const ask = client(openai, { words });
  const before = ask({ body: hello });
  for (let other = 0; other < 300; other++)
    ask({ body: { ...hello, messages: [{ role: 'user', content: `Other ${other}` }] } });
  expect(ask({ body: hello }).frames).toEqual(before.frames);
  expect(bodyOf<ChatBody>(before).choices[0]?.message.content.split(' ')).toHaveLength(words);
});

test('usage counts approximate tokens of texts and choices, and adds up', () => {
  const body = { ...hello, messages: [...hello.messages, { role: 'assistant', content: null }] };
  const { usage, choices } = bodyOf<ChatBody>(client(openai, { text: 'nine char' })({ body }));
  expect(usage).toEqual({ prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 });
  expect(choices[0]?.message.content).toBe('nine char');
});

test.each([
  [{ max_tokens: 2 }, 'nine cha', 'length', 2],
  [{ max_tokens: 3 }, 'nine char', 'stop', 3],
  [{ max_tokens: 100 }, 'nine char', 'stop', 3],
  [{ max_tokens: 100, max_completion_tokens: 1 }, 'nine', 'length', 1],
  [{ max_tokens: null }, 'nine char', 'stop', 3],
])('%j gives "%s", %s', (limits, content, finish, tokens) => {
  const { choices, usage } = bodyOf<ChatBody>(
    client(openai, { text: 'nine char' })({ body: { ...hello, ...limits } }),
  );
  expect(choices[0]).toMatchObject({ message: { content }, finish_reason: finish });
  expect(usage.completion_tokens).toBe(tokens);
});

test('a streamed answer is role, tokens, finish, [DONE], one frame each', () => {
  const answer = client(openai, { text: 'nine char' })({ body: { ...hello, stream: true } });
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  expect(kinds(answer)).toBe('head frame frame frame frame frame frame end');
  expect(answer.frames.every((frame) => /^data: [^\n]+\n\n$/.test(frame))).toBe(true);
  expect(answer.frames.at(-1)).toBe('data: [DONE]\n\n');
  const choices = eventsOf<ChatChunk>(answer).map((event) => event.choices[0]);
  expect(choices).toEqual([
    { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
    { index: 0, delta: { content: 'nine' }, finish_reason: null },
    { index: 0, delta: { content: ' cha' }, finish_reason: null },
    { index: 0, delta: { content: 'r' }, finish_reason: null },
    { index: 0, delta: {}, finish_reason: 'stop' },
  ]);
});

test('every chunk carries id, time and model of the whole answer', () => {
  const { id, created, model } = bodyOf<ChatBody>(client(openai)({ body: hello }));
  const events = eventsOf<ChatChunk>(client(openai)({ body: { ...hello, stream: true } }));
  expect(events.length).toBeGreaterThan(30);
  for (const event of events)
    expect(event).toMatchObject({ id, created, model, object: 'chat.completion.chunk' });
});

test('include_usage adds a last chunk without choices, and null elsewhere', () => {
  const streamed = { ...hello, stream: true, stream_options: { include_usage: true } };
  const events = eventsOf<ChatChunk>(client(openai)({ body: streamed }));
  expect(events.at(-1)).toMatchObject({
    choices: [],
    usage: bodyOf<ChatBody>(client(openai)({ body: hello })).usage,
  });
  expect(events.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  const without = eventsOf<ChatChunk>(client(openai)({ body: { ...hello, stream: true } }));
  expect(without.some((event) => 'usage' in event)).toBe(false);
});

test('n gives as many different choices where the platform honours it', () => {
  const body = { ...hello, n: 3 };
  const { choices, usage } = bodyOf<ChatBody>(client(openai)({ body }));
  expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  expect(bodyOf<ChatBody>(client(tokenFactory)({ body })).choices).toHaveLength(1);
});

test('a route that does not stream answers whole', () => {
  const { platform, settings } = tokenFactory;
  const routes = platform.routes.map((route) => ({ ...route, streams: false }));
  const ask = client({ platform: { ...platform, routes }, settings });
  expect(ask({ body: { ...hello, stream: true } }).headers['content-type']).toBe('application/json');
});

test('text parts of a message count, other parts are let pass', () => {
  const image = { type: 'image_url', image_url: { url: 'data:,' } };
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'eight ch' }, image] }];
  const { usage } = bodyOf<ChatBody>(client(openai)({ body: { ...hello, messages } }));
  expect(usage.prompt_tokens).toBe(3);
});

test('a deeply nested message neither throws nor changes the answer of its text', () => {
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const body = `{"model":"a","messages":[{"role":"user","content":"Hi","extra":${nested}}]}`;
  expect(client(openai)({ body }).status).toBe(200);
});

const text = fc.string({ unit: 'binary', maxLength: 200 });
const messages = fc.array(
  fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'tool'), content: text }),
  { minLength: 1, maxLength: 4 },
);

test('streamed and whole text are the same to the character', () => {
  fc.assert(
    fc.property(
      messages,
      fc.option(fc.integer({ min: 1, max: 60 })),
      fc.integer({ min: 1, max: 4 }),
      fc.option(text),
      fc.integer({ min: 0, max: 60 }),
      (asked, limit, n, fixed, words) => {
        const ask = client(openai, { text: fixed, words });
        const body = { model: 'gpt-4o', messages: asked, max_tokens: limit, n };
        const whole = bodyOf<ChatBody>(ask({ body }));
        const options = { stream: true, stream_options: { include_usage: true } };
        const events = eventsOf<ChatChunk>(ask({ body: { ...body, ...options } }));
        expect(whole.choices).toHaveLength(n);
        for (const { index, message, finish_reason } of whole.choices) {
          expect(textOf(events, index)).toBe(message.content);
          const own = events.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
          expect(own.at(-1)?.finish_reason).toBe(finish_reason);
        }
        expect(events.at(-1)?.usage).toEqual(whole.usage);
        const { prompt_tokens, completion_tokens, total_tokens } = whole.usage;
        expect(total_tokens).toBe(prompt_tokens + completion_tokens);
        const sent = events.flatMap(({ choices }) => choices.filter(({ delta }) => delta.content));
        expect(sent).toHaveLength(completion_tokens);
      },
    ),
    { seed: 7, numRuns: 150 },
  );
});
