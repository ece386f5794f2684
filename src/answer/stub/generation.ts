import { hash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import type { Choice, Generation, Prompt } from './generated.ts';
import { type Admitted, modelAsked, type StubRun } from './handler.ts';

/** Maximum of `n` in the API reference of OpenAI. */
const maxChoices = 128;

function limitOf({ max_completion_tokens, max_tokens }: JsonObject): number {
  const asked = max_completion_tokens ?? max_tokens;
  return typeof asked === 'number' && Number.isInteger(asked) ? Math.max(asked, 0) : Infinity;
}

function choicesAsked({ route, body: { n } }: Admitted): number {
  if (!route.honoursN || typeof n !== 'number' || !Number.isInteger(n)) return 1;
  return Math.min(Math.max(n, 1), maxChoices);
}

/** Generates the texts. They depend on model, prompts and index only, so `stream` does not change them. */
export function generate(
  request: Admitted,
  run: StubRun,
  idPrefix: string,
  prompts: readonly Prompt[],
): Generation {
  const model = modelAsked(request.body, 'chat', run);
  const limit = limitOf(request.body);
  const perPrompt = choicesAsked(request);
  const choices: Choice[] = [];
  let id = '';
  let promptTokens = 0;
  let completionTokens = 0;
  for (const { source, tokens } of prompts) {
    const seed = hash('sha256', `${id}\0${model}\0${source}`, 'hex').slice(0, 24);
    id ||= `${idPrefix}-${seed}`;
    promptTokens += tokens;
    for (let n = 0; n < perPrompt; n++) {
      const text = run.textFor(n === 0 ? seed : `${seed}-${n}`, limit);
      const choice: Choice = { index: choices.length, ...text };
      completionTokens += choice.tokens;
      choices.push(choice);
    }
  }
  const total = promptTokens + completionTokens;
  run.meter.spend(total);
  const usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: total };
  const tokens = { prompt: promptTokens, completion: completionTokens };
  return { id, model, choices, tokens, usage };
}
