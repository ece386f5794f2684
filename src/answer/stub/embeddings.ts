import { luckOf } from '../../lib/luck.ts';
import type { JsonObject } from '../../model/json.ts';
import { modelAsked, type StubHandler, type StubRun } from './handler.ts';
import { inputsOf } from './inputs.ts';
import { replyOf } from './reply.ts';

const usualDimensions = 1_024;
/** Maximum number of coordinates in one answer: 2,048 inputs of 4,096 each. */
const maxCoordinates = 8_388_608;
/** Coordinates are rounded to 8 decimal places, about the precision of a 32-bit float. */
const precision = 1e8;

function dimensionsOf({ dimensions }: JsonObject, model: string, run: StubRun): number {
  if (typeof dimensions === 'number' && Number.isInteger(dimensions) && dimensions >= 1) return dimensions;
  return run.models.get(model)?.dimensions ?? usualDimensions;
}

/**
 * A vector of length 1 that depends on model and text only.
 * Fewer dimensions give the first coordinates, rescaled.
 */
function vectorOf(model: string, text: string, dimensions: number): number[] {
  const luck = luckOf('stub-embedding', model, text);
  // Never 0, so that a vector with one coordinate can be scaled to length 1.
  const drawn = Array.from({ length: dimensions }, () => luck() - 0.5 || 0.5);
  const norm = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0));
  return drawn.map((value) => Math.round((value / norm) * precision) / precision);
}

/** Encodes a vector as little-endian 32-bit floats. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

export const embeddings: StubHandler = {
  modelKind: 'embedding',
  dependsOn: 'body',

  invalidField(body, run) {
    const inputs = inputsOf(body['input']);
    if (inputs === null || inputs.some(({ text }) => text === '')) return 'input';
    const dimensions = dimensionsOf(body, modelAsked(body, 'embedding', run), run);
    return inputs.length * dimensions > maxCoordinates ? 'dimensions' : null;
  },

  answer({ body }, run) {
    const model = modelAsked(body, 'embedding', run);
    const dimensions = dimensionsOf(body, model, run);
    const inputs = inputsOf(body['input']) ?? [];
    const data = inputs.map(({ text }, index) => {
      const vector = vectorOf(model, text, dimensions);
      const embedding = body['encoding_format'] === 'base64' ? toBase64(vector) : vector;
      return { object: 'embedding', index, embedding };
    });
    const tokens = inputs.reduce((sum, input) => sum + input.tokens, 0);
    run.meter.spend(tokens);
    return replyOf({ prompt: tokens, completion: 0 }, run, {
      object: 'list',
      data,
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  },
};
