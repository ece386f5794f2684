import type { Json, JsonObject } from '../../model/json.ts';
import type { Answer } from '../../model/step.ts';
import type { Choice, Prompt } from './generated.ts';
import { generate } from './generation.ts';
import type { Admitted, StubHandler, StubRun } from './handler.ts';
import { inputsOf } from './inputs.ts';
import { createdAlways, replyOf } from './reply.ts';
import { type ChunkForm, streamed } from './streamed.ts';

function choiceOf(index: number, text: string, finish: Choice['finish'] | null): Json {
  return { text, index, logprobs: null, finish_reason: finish };
}

const chunks: ChunkForm = {
  object: 'text_completion',
  first: null,
  token: (index, text) => choiceOf(index, text, null),
  last: (index, finish) => choiceOf(index, '', finish),
};

/** Limits the work per request. Assumed: no document states a limit. */
const maxPrompts = 128;

/** A missing prompt counts as an empty one. */
function promptsOf({ prompt }: JsonObject): readonly Prompt[] {
  return (inputsOf(prompt ?? '') ?? []).map(({ text, tokens }) => ({ source: text, tokens }));
}

export const completions: StubHandler = {
  modelKind: 'chat',
  dependsOn: 'body',
  invalidField(body) {
    const { length } = promptsOf(body);
    return length === 0 || length > maxPrompts ? 'prompt' : null;
  },

  answer(request: Admitted, run: StubRun): Answer {
    const generation = generate(request, run, 'cmpl', promptsOf(request.body));
    if (request.route.streams && request.body['stream'] === true)
      return streamed(generation, chunks, request, run);
    const { id, model, choices, tokens, usage } = generation;
    const steps = replyOf(tokens, run, {
      id,
      object: 'text_completion',
      created: createdAlways,
      model,
      choices: choices.map(({ index, text, finish }) => choiceOf(index, text, finish)),
      usage,
    });
    return run.pacer === null ? steps : run.pacer.whole(request.facts, generation, steps);
  },
};
