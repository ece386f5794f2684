import { hash } from 'node:crypto';
import { luckOf } from '../../lib/luck.ts';
import type { Json } from '../../model/json.ts';
import { modelAsked, type StubHandler } from './handler.ts';
import { reply } from './reply.ts';

/** The categories in OpenAI's API reference. */
const categories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;

/** Scores stay far below any threshold, because the stub does not classify texts. */
const highestScore = 0.001;
const maxInputs = 2_048;

function resultFor(text: string): Json {
  const luck = luckOf('stub-moderation', text);
  return {
    flagged: false,
    categories: Object.fromEntries(categories.map((name) => [name, false])),
    category_scores: Object.fromEntries(categories.map((name) => [name, luck() * highestScore])),
  };
}

/** A list of texts gives one result per text; a list of content parts is one input and gives one result. */
function textsOf(input: Json | undefined): readonly string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) return [];
  return input.every((item) => typeof item === 'string') ? input : [''];
}

export const moderations: StubHandler = {
  modelKind: 'moderation',

  invalidField({ input }) {
    const count = textsOf(input).length;
    return count === 0 || count > maxInputs ? 'input' : null;
  },

  answer({ body }, run) {
    const model = modelAsked(body, 'moderation', run);
    const texts = textsOf(body['input']);
    const id = `modr-${hash('sha256', [model, ...texts].join('\0'), 'hex').slice(0, 24)}`;
    return reply(run, { id, model, results: texts.map(resultFor) });
  },
};
