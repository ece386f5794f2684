import { expect, test } from 'vitest';
import { platformInUse } from '../../../helpers/platform.ts';
import { bodyOf, client, eventsOf, type Usage } from './seen.ts';

const tokenFactory = platformInUse();
const openai = platformInUse('openai');

interface CompletionBody {
  readonly id: string;
  readonly object: string;
  readonly choices: readonly {
    readonly index: number;
    readonly text: string;
    readonly finish_reason: string | null;
  }[];
  readonly usage: Usage;
}

const once = { model: 'gpt-4o', prompt: 'Once upon' };

function complete(body: object, options = {}) {
  return client(openai, options)({ path: '/v1/completions', body });
}

test('a completion has text choices, and streams the same text', () => {
  const whole = bodyOf<CompletionBody>(complete({ ...once, n: 2, max_tokens: 5 }));
  expect(whole).toMatchObject({
    object: 'text_completion',
    usage: { prompt_tokens: 3, completion_tokens: 10 },
  });
  expect(whole.id).toMatch(/^cmpl-/);
  const answer = complete({ ...once, n: 2, max_tokens: 5, stream: true });
  expect(answer.frames.at(-1)).toBe('data: [DONE]\n\n');
  const choices = eventsOf<CompletionBody>(answer).flatMap((event) => event.choices);
  for (const { index, text, finish_reason } of whole.choices) {
    const own = choices.filter((choice) => choice.index === index);
    expect(own.map((choice) => choice.text).join('')).toBe(text);
    expect(own.at(-1)?.finish_reason).toBe(finish_reason);
  }
});

test('several prompts have a choice each, the first as if it were alone', () => {
  const { choices } = bodyOf<CompletionBody>(
    complete({ ...once, prompt: ['Once upon', 'Once upon', [1, 2]] }),
  );
  expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(choices[0]?.text).toBe(bodyOf<CompletionBody>(complete(once)).choices[0]?.text);
});

test('a completion needs no prompt, but refuses one that is no text', () => {
  expect(complete({ model: 'gpt-4o' }).status).toBe(200);
  const answer = complete({ model: 'gpt-4o', prompt: 4 });
  expect(bodyOf<{ error: object }>(answer).error).toMatchObject({ param: 'prompt' });
});

test('the catalogue is listed', () => {
  const { object, data } = bodyOf<{ object: string; data: object[] }>(
    client(tokenFactory)({ method: 'GET', path: '/v1/models' }),
  );
  expect(object).toBe('list');
  expect(data).toHaveLength(tokenFactory.platform.models.length);
  expect(data[0]).toEqual({
    id: 'Omniva/Kimi-K2.6',
    object: 'model',
    created: expect.any(Number),
    owned_by: 'Omniva',
  });
});

test('a route with a model in its path gives that one, or its refusal', () => {
  const { platform, settings } = openai;
  const one = platform.routes
    .filter(({ name }) => name === 'models')
    .map((route) => ({
      ...route,
      name: 'model',
      path: '/v1/models/{model}',
    }));
  const ask = client({ platform: { ...platform, routes: [...platform.routes, ...one] }, settings });
  expect(bodyOf(ask({ method: 'GET', path: '/v1/models/gpt-4o' }))).toMatchObject({ id: 'gpt-4o' });
  const unknown = ask({ method: 'GET', path: '/v1/models/gpt-99' });
  expect(unknown.status).toBe(404);
  expect(unknown.frames.join('')).toContain('gpt-99');
});

interface ModerationBody {
  readonly model: string;
  readonly results: readonly {
    readonly flagged: boolean;
    readonly categories: Readonly<Record<string, boolean>>;
    readonly category_scores: Readonly<Record<string, number>>;
  }[];
}

test.each([
  ['one text', 'Hello', 1],
  ['several texts', ['Hello', 'Bye'], 2],
  ['one input of several parts', [{ type: 'text', text: 'Hello' }], 1],
])('a moderation of %s flags nothing', (_, input, count) => {
  const body = bodyOf<ModerationBody>(client(openai)({ path: '/v1/moderations', body: { input } }));
  expect(body.model).toBe('omni-moderation-latest');
  expect(body.results).toHaveLength(count);
  for (const { flagged, categories, category_scores: scores } of body.results) {
    expect([flagged, ...Object.values(categories)]).not.toContain(true);
    expect(Object.keys(scores)).toEqual(Object.keys(categories));
    expect(Object.values(scores).every((score) => score >= 0 && score < 0.01)).toBe(true);
  }
});

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test.each([
  [{}, 'url', 'data:image/png;base64,'],
  [{ response_format: 'url' }, 'url', 'data:image/png;base64,'],
  [{ response_format: 'b64_json' }, 'b64_json', ''],
])('an image asked for with %j comes as %s', (extra, field, before) => {
  const body = { model: 'Omniva/image-1', prompt: 'a bridge', n: 2, ...extra };
  const { data } = bodyOf<{ data: Record<string, string>[] }>(
    client(tokenFactory)({ path: '/v1/images/generations', body }),
  );
  expect(data).toHaveLength(2);
  const image = data[0]?.[field] ?? '';
  expect(image.startsWith(before)).toBe(true);
  const bytes = Buffer.from(image.slice(before.length), 'base64');
  expect(bytes.subarray(0, 8)).toEqual(pngSignature);
});

test('an image format that does not exist is refused', () => {
  const body = { model: 'Omniva/image-1', prompt: 'a bridge', response_format: 'gif' };
  const answer = client(tokenFactory)({ path: '/v1/images/generations', body });
  expect([answer.status, bodyOf<{ error: object }>(answer).error]).toEqual([
    422,
    expect.objectContaining({ param: 'response_format' }),
  ]);
});

test('quota and status answer well', () => {
  const ask = client(tokenFactory);
  expect(bodyOf(ask({ method: 'GET', path: '/api/quota' }))).toMatchObject({ scope: 'workspace' });
  const { status, models } = bodyOf<{ status: string; models: { id: string }[] }>(
    ask({ method: 'GET', path: '/api/status' }),
  );
  expect(status).toBe('operational');
  expect(models.map(({ id }) => id)).toContain('Omniva/Kimi-K2.6');
});

test('the playground chats like the public surface', () => {
  const body = { model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'Hello' }] };
  const ask = client(tokenFactory);
  expect(ask({ path: '/api/playground/chat/completions', body }).frames).toEqual(ask({ body }).frames);
});
