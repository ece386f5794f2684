import { isJsonObject } from '../lib/mapping.ts';
import { member } from '../lib/pointer.ts';
import type { Json } from '../model/json.ts';
import type { Step } from '../model/step.ts';
import type { Tokens } from '../model/tokens.ts';
import { fromHead, startingWith } from './framing/bodies.ts';
import { framed, isPlainEventStream } from './framing/events.ts';
import type { Head } from './framing/headers.ts';
import { jsonOf } from './framing/sse/event.ts';
import { countTokens } from './tokens.ts';

/** Bytes of a whole answer that are kept to read its usage; of a longer one the length is counted. */
const maxKept = 1_048_576;

/** Approximate bytes of a token in a body without usage. */
const bytesPerToken = 4;

/** Counts the tokens of an answer while it is sent. */
export interface TokenMeter {
  /** Tokens of the prompt, and of the answer as far as it was sent; none for an error. */
  readonly tokens: Tokens;
  watch(steps: AsyncIterable<Step>): AsyncIterable<Step>;
  /** The same for an answer that is there as a whole and is sent without a pause. */
  note(steps: readonly Step[]): readonly Step[];
}

/** What an answer's own usage says; where it names no part, `prompt` tokens are of the prompt. */
function usageIn(json: unknown, prompt: number): Tokens | null {
  const usage = member(json as Json, 'usage');
  const total = member(usage, 'total_tokens');
  if (typeof total !== 'number') return null;
  const reported = member(usage, 'prompt_tokens');
  const ofPrompt = Math.min(typeof reported === 'number' ? reported : prompt, total);
  return { prompt: ofPrompt, completion: total - ofPrompt };
}

const nothing: Tokens = { prompt: 0, completion: 0 };

/** Tokens of the texts in one event of a stream. */
function tokensIn(json: unknown): number {
  const choices = isJsonObject(json) && Array.isArray(json['choices']) ? (json['choices'] as Json[]) : [];
  return choices
    .map((choice) => member(member(choice, 'delta'), 'content') ?? member(choice, 'text'))
    .reduce((sum: number, text) => sum + (typeof text === 'string' ? countTokens(text) : 0), 0);
}

function parsed(bytes: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(bytes).toString());
  } catch {
    return undefined;
  }
}

class Meter implements TokenMeter {
  readonly #prompt: number;
  #state: 'nothing' | 'stream' | 'whole' = 'nothing';
  #reported: Tokens | null = null;
  #counted = 0;
  #kept: Buffer[] = [];
  #bytes = 0;
  /** Tokens of a whole answer, once they were asked for. */
  #whole: Tokens | null = null;

  constructor(prompt: number) {
    this.#prompt = prompt;
  }

  get tokens(): Tokens {
    const prompt = this.#prompt;
    if (this.#state === 'nothing') return nothing;
    if (this.#reported !== null) return this.#reported;
    if (this.#state === 'stream') return { prompt, completion: this.#counted };
    this.#whole ??= this.#ofWhole();
    return this.#whole;
  }

  #ofWhole(): Tokens {
    const prompt = this.#prompt;
    const json = this.#bytes <= maxKept ? parsed(this.#kept) : undefined;
    const completion = json === undefined ? Math.ceil(this.#bytes / bytesPerToken) : 0;
    return usageIn(json, prompt) ?? { prompt, completion };
  }

  #count(bytes: Buffer): void {
    if (this.#state === 'stream') {
      const json = jsonOf(bytes);
      this.#reported = usageIn(json, this.#prompt) ?? this.#reported;
      this.#counted += tokensIn(json);
      return;
    }
    this.#whole = null;
    this.#bytes += bytes.length;
    if (this.#bytes <= maxKept) this.#kept.push(bytes);
  }

  #begin({ headers }: Head): void {
    this.#state = isPlainEventStream(headers) ? 'stream' : 'whole';
  }

  async *#each(head: Head, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
    this.#begin(head);
    for await (const step of framed(startingWith(head, rest))) {
      if (step.kind === 'frame') this.#count(step.bytes);
      yield step;
    }
  }

  watch(steps: AsyncIterable<Step>): AsyncIterable<Step> {
    return fromHead(
      steps,
      ({ status }) => status < 400,
      (head, rest) => this.#each(head, rest),
    );
  }

  note(steps: readonly Step[]): readonly Step[] {
    const head = steps.find((step) => step.kind === 'head');
    if (head === undefined || head.status >= 400) return steps;
    this.#begin(head);
    // What makes the answer tells what it costs, so that nothing of it has to be read.
    if (head.usage !== undefined) this.#reported = head.usage.tokens;
    else for (const step of steps) if (step.kind === 'frame') this.#count(step.bytes);
    return steps;
  }
}

/** `prompt`: tokens of the request, which count where the answer itself tells no usage. */
export function createTokenMeter(prompt: number): TokenMeter {
  return new Meter(prompt);
}

function tokensOfPart(part: unknown): number {
  const text = typeof part === 'string' ? part : member(part, 'text');
  return typeof text === 'string' ? countTokens(text) : 0;
}

function tokensOfContent(content: unknown): number {
  if (!Array.isArray(content)) return tokensOfPart(content);
  let tokens = 0;
  for (const part of content) tokens += tokensOfPart(part);
  return tokens;
}

/** Approximate tokens of what a request asks: its messages, its prompt or its input. */
export function promptTokens(json: unknown): number {
  if (!isJsonObject(json)) return 0;
  const { messages, prompt, input } = json;
  let tokens = tokensOfContent(prompt) + tokensOfContent(input);
  if (Array.isArray(messages))
    for (const message of messages) tokens += tokensOfContent(member(message, 'content'));
  return tokens;
}
