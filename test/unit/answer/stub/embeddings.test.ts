import fc from 'fast-check';
import { expect, test } from 'vitest';
import { platformInUse } from '../../../helpers/platform.ts';
import { bodyOf, client } from './seen.ts';

interface EmbeddingsBody<Embedding> {
  readonly object: string;
  readonly model: string;
  readonly data: readonly {
    readonly object: string;
    readonly index: number;
    readonly embedding: Embedding;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

const openai = platformInUse('openai');
const path = '/v1/embeddings';
const model = 'text-embedding-3-small';

function embed(body: object): EmbeddingsBody<number[]> {
  return bodyOf(client(openai)({ path, body: { model, ...body } }));
}

function norm(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

test('several inputs keep their order by index', () => {
  const { data, ...rest } = embed({ input: ['first text', 'second'], dimensions: 8 });
  expect(rest).toEqual({ object: 'list', model, usage: { prompt_tokens: 5, total_tokens: 5 } });
  expect(data.map(({ object, index }) => [object, index])).toEqual([
    ['embedding', 0],
    ['embedding', 1],
  ]);
  expect(embed({ input: 'second', dimensions: 8 }).data[0]?.embedding).toEqual(data[1]?.embedding);
  expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
});

test.each([
  [platformInUse(), 'BAAI/bge-large-en-v1.5', {}, 1_024],
  [openai, model, {}, 1_536],
  [openai, 'no-such-model', {}, 1_024],
  [openai, model, { dimensions: 256 }, 256],
  [openai, model, { dimensions: 1 }, 1],
] as const)(
  'the length of a vector is the one of its model or the one asked for: %#',
  (inUse, id, extra, length) => {
    const body = { model: id, input: 'text', ...extra };
    const { data } = bodyOf<EmbeddingsBody<number[]>>(client(inUse)({ path, body }));
    expect(data[0]?.embedding).toHaveLength(length);
  },
);

test('every vector has length 1 and is the same for the same text', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((drawn) => drawn !== '');
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 300 }), (input, dimensions) => {
      const [first] = embed({ input, dimensions }).data;
      const [again] = embed({ input: ['other', input], dimensions }).data.slice(1);
      expect(norm(first?.embedding ?? [])).toBeCloseTo(1, 6);
      expect(String(again?.embedding)).toBe(String(first?.embedding));
    }),
    { seed: 7, numRuns: 100 },
  );
});

test('base64 holds the same numbers as little-endian 32-bit floats', () => {
  const input = 'text';
  const asked = { model, input, encoding_format: 'base64' };
  const { data } = bodyOf<EmbeddingsBody<string>>(client(openai)({ path, body: asked }));
  const bytes = Buffer.from(data[0]?.embedding ?? '', 'base64');
  const floats = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  expect(floats).toEqual(embed({ input }).data[0]?.embedding.map(Math.fround));
});

test.each([
  [[1, 2, 3], 1, 3],
  [[[1, 2, 3], [4]], 2, 4],
])('token ids %j are %d inputs of %d tokens', (input, count, tokens) => {
  const { data, usage } = embed({ input, dimensions: 4 });
  expect([data.length, usage.total_tokens]).toEqual([count, tokens]);
});

test.each([
  [''],
  [[]],
  [['text', '']],
  [['text', 4]],
  [[1.5]],
  [{ text: 'text' }],
  [true],
  [Array.from({ length: 2_049 }, () => 'text')],
])('the input %# is refused and named', (input) => {
  const answer = client(openai)({ path, body: { model, input } });
  expect(answer.status).toBe(400);
  expect(bodyOf<{ error: object }>(answer).error).toMatchObject({ param: 'input' });
});

test('an answer of many hundred megabytes is refused before it is made', () => {
  const body = { model, input: 'text', dimensions: 1e9 };
  expect(client(openai)({ path, body }).status).toBe(400);
});
