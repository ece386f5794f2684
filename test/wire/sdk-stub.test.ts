import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { sdk } from '../helpers/clients/sdk.ts';
import { requestsOf } from '../helpers/gateway.ts';

const model = 'Omniva/Kimi-K2.6';
const messages = [{ role: 'user' as const, content: 'hello' }];

async function client(scenario: object = {}): Promise<OpenAI> {
  return sdk((await gatewayOf(scenario)).url);
}

test('chat: an answer, its usage, and the same one again', async () => {
  const openai = await client();
  const [one, other] = [
    await openai.chat.completions.create({ model, messages }),
    await openai.chat.completions.create({ model, messages }),
  ];
  expect(one).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant' } }],
  });
  expect(one.choices[0]?.message.content?.length).toBeGreaterThan(50);
  const { prompt_tokens, completion_tokens, total_tokens } = one.usage ?? {};
  expect(prompt_tokens).toBeGreaterThan(0);
  expect(total_tokens).toBe(Number(prompt_tokens) + Number(completion_tokens));
  expect(other).toEqual(one);
});

test('chat: max_tokens cuts the text short and says so', async () => {
  const openai = await client();
  const whole = await openai.chat.completions.create({ model, messages });
  const cut = await openai.chat.completions.create({ model, messages, max_tokens: 5 });
  expect(cut.choices[0]?.finish_reason).toBe('length');
  expect(cut.usage?.completion_tokens).toBe(5);
  expect(whole.choices[0]?.message.content).toContain(cut.choices[0]?.message.content);
});

test('chat, streamed: the async iterator gives the text of the whole answer', async () => {
  const openai = await client();
  const whole = await openai.chat.completions.create({ model, messages });
  const stream = await openai.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
  expect(chunks.filter(({ choices }) => choices[0]?.finish_reason === 'stop')).toHaveLength(1);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
  expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([whole.id]));
});

test('chat, streamed: the .stream() helper puts the whole answer together', async () => {
  const openai = await client({ stub: { pace: { perToken: '1ms' }, words: 12 } });
  const whole = await openai.chat.completions.create({ model, messages });
  const deltas: string[] = [];
  const runner = openai.chat.completions.stream({ model, messages });
  runner.on('content', (delta) => deltas.push(delta));
  const final = await runner.finalChatCompletion();
  expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
  expect(final.choices[0]?.finish_reason).toBe('stop');
  expect(deltas.length).toBeGreaterThan(5);
  expect(deltas.join('')).toBe(final.choices[0]?.message.content);
});

test('chat, streamed: leaving the loop ends the request', async () => {
  const started = await gatewayOf({ stub: { pace: { perToken: '1s' } } });
  const stream = await sdk(started.url).chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    expect(chunk.choices[0]?.delta.role).toBe('assistant');
    break;
  }
  const [entry] = await requestsOf(started, 1);
  expect(entry).toMatchObject({ stream: true, played: { status: 200, frames: 2, ending: 'client-left' } });
});

test('embeddings: unit vectors of the right length, by base64 as the SDK asks and by numbers', async () => {
  const started = await gatewayOf({});
  const openai = sdk(started.url);
  const embed = { model: 'BAAI/bge-large-en-v1.5', input: ['one', 'two', 'one'] };
  const packed = await openai.embeddings.create(embed);
  const plain = await openai.embeddings.create({ ...embed, encoding_format: 'float' });
  expect(packed.data.map(({ index }) => index)).toEqual([0, 1, 2]);
  for (const { embedding } of packed.data) {
    expect(embedding).toHaveLength(1_024);
    expect(embedding.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4);
  }
  const [one, two, again] = packed.data.map(({ embedding }) => embedding);
  expect(again).toEqual(one);
  expect(two).not.toEqual(one);
  for (const [index, value] of (plain.data[0]?.embedding ?? []).entries())
    expect(one?.[index]).toBeCloseTo(value, 6);
  expect(packed.usage).toEqual(plain.usage);
  expect(packed.usage.prompt_tokens).toBeGreaterThan(0);
});

test('models: the list, page and iterator alike', async () => {
  const openai = await client();
  const ids: string[] = [];
  for await (const { id, object } of openai.models.list()) {
    expect(object).toBe('model');
    ids.push(id);
  }
  expect(ids).toEqual(expect.arrayContaining([model, 'MiniMaxAI/MiniMax-M2.5', 'BAAI/bge-large-en-v1.5']));
});

test('images: a picture by an address that needs no network, and by base64', async () => {
  const openai = await client();
  const prompt = { model: 'Omniva/image-1', prompt: 'a bridge' };
  const byUrl = await openai.images.generate(prompt);
  const picture = await fetch(byUrl.data?.[0]?.url ?? '');
  expect(picture.headers.get('content-type')).toBe('image/png');
  const packed = await openai.images.generate({ ...prompt, n: 2, response_format: 'b64_json' });
  expect(packed.data).toHaveLength(2);
  const bytes = Buffer.from(packed.data?.[0]?.b64_json ?? '', 'base64');
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(bytes);
});

test('openai: completions, moderations and several choices', async () => {
  const openai = await client({ platform: 'openai' });
  const completion = await openai.completions.create({ model: 'gpt-4o-mini', prompt: 'once', n: 2 });
  expect(completion).toMatchObject({ object: 'text_completion', model: 'gpt-4o-mini' });
  expect(completion.choices.map(({ index }) => index)).toEqual([0, 1]);
  const { results } = await openai.moderations.create({ input: ['good', 'day'] });
  expect(results).toHaveLength(2);
  expect(results[0]?.flagged).toBe(false);
  const chat = await openai.chat.completions.create({ model: 'gpt-4o', messages, n: 3 });
  expect(chat.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(new Set(chat.choices.map(({ message }) => message.content)).size).toBe(3);
});

test('token-factory: several choices are accepted and ignored', async () => {
  const openai = await client();
  const { choices } = await openai.chat.completions.create({ model, messages, n: 3 });
  expect(choices).toHaveLength(1);
});
