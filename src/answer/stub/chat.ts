import { isJsonObject } from '../../lib/mapping.ts';
import type { Json } from '../../model/json.ts';
import type { Answer } from '../../model/step.ts';
import { countTokens } from '../tokens.ts';
import type { Choice, Prompt } from './generated.ts';
import { generate } from './generation.ts';
import type { Admitted, StubHandler, StubRun } from './handler.ts';
import { createdAlways, replyOf } from './reply.ts';
import { type ChunkForm, streamed } from './streamed.ts';

/** Token Factory documents the first four roles, OpenAI the others. */
const roles: ReadonlySet<Json | undefined> = new Set([
  'system',
  'user',
  'assistant',
  'tool',
  'developer',
  'function',
]);

const chunks: ChunkForm = {
  object: 'chat.completion.chunk',
  first: (index) => ({ index, delta: { role: 'assistant', content: '' }, finish_reason: null }),
  token: (index, content) => ({ index, delta: { content }, finish_reason: null }),
  last: (index, finish) => ({ index, delta: {}, finish_reason: finish }),
};

/** The invalid field of a message: `.role`, `.content`, or empty for the message itself. `null`: valid. */
function invalidIn(message: Json): string | null {
  if (!isJsonObject(message)) return '';
  const { role, content } = message;
  if (!roles.has(role)) return '.role';
  if (typeof content === 'string') return null;
  if (Array.isArray(content)) return content.every(isJsonObject) ? null : '.content';
  const mayBeEmpty = role === 'assistant' || role === 'function';
  return mayBeEmpty && (content ?? null) === null ? null : '.content';
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: Json) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('\n');
}

/** Reads roles and texts only, so that a deeply nested request costs no more. */
function promptOf(messages: Json | undefined): Prompt {
  let source = '';
  let tokens = 0;
  for (const message of Array.isArray(messages) ? (messages as readonly Json[]) : []) {
    if (!isJsonObject(message)) continue;
    const text = textOf(message['content']);
    source += `${String(message['role'])}\0${text}\0`;
    tokens += countTokens(text);
  }
  return { source, tokens };
}

function choiceOf({ index, text, finish }: Choice): Json {
  return { index, message: { role: 'assistant', content: text }, finish_reason: finish };
}

export const chat: StubHandler = {
  modelKind: 'chat',
  dependsOn: 'body',

  invalidField({ messages }) {
    if (!Array.isArray(messages)) return null;
    for (const [index, message] of messages.entries()) {
      const field = invalidIn(message as Json);
      if (field !== null) return `messages[${index}]${field}`;
    }
    return null;
  },

  answer(request: Admitted, run: StubRun): Answer {
    const generation = generate(request, run, 'chatcmpl', [promptOf(request.body['messages'])]);
    if (request.route.streams && request.body['stream'] === true)
      return streamed(generation, chunks, request, run);
    const { id, model, choices, tokens, usage } = generation;
    const steps = replyOf(tokens, run, {
      id,
      object: 'chat.completion',
      created: createdAlways,
      model,
      choices: choices.map(choiceOf),
      usage,
    });
    return run.pacer === null ? steps : run.pacer.whole(request.facts, generation, steps);
  },
};
