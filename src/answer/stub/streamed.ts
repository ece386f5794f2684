import type { Json, JsonObject } from '../../model/json.ts';
import type { Step } from '../../model/step.ts';
import type { Choice, Generation } from './generation.ts';
import type { Admitted, StubRun } from './handler.ts';
import { createdAlways } from './reply.ts';
import { splitTokens } from './tokens.ts';

/** How an endpoint writes the parts of one choice into its chunks. */
export interface ChunkForm {
  readonly object: string;
  /** Before any token, where the endpoint announces the role. */
  readonly first: ((index: number) => Json) | null;
  token(index: number, text: string): Json;
  last(index: number, finish: Choice['finish']): Json;
}

function event(data: string): Step {
  return { kind: 'frame', bytes: Buffer.from(`data: ${data}\n\n`) };
}

function asksForUsage({ stream_options: options }: JsonObject): boolean {
  return typeof options === 'object' && options !== null && 'include_usage' in options
    ? options['include_usage'] === true
    : false;
}

/** Choices take turns, token by token. */
function* turns(choices: readonly Choice[]): Generator<{ readonly index: number; readonly text: string }> {
  const pieces = choices.map(({ text }) => splitTokens(text));
  const longest = Math.max(0, ...pieces.map(({ length }) => length));
  for (let turn = 0; turn < longest; turn++)
    for (const [index, own] of pieces.entries()) {
      const text = own[turn];
      if (text !== undefined) yield { index, text };
    }
}

/**
 * One frame per event:
 *
 *   role ×n · ( pause? · token )* · finish ×n · usage? · [DONE]
 */
export function streamed(generation: Generation, form: ChunkForm, request: Admitted, run: StubRun): Step[] {
  const { id, model, choices, usage } = generation;
  const withUsage = asksForUsage(request.body);
  const chunk = (choice: readonly Json[], counted: Json = null): Step =>
    event(
      JSON.stringify({
        id,
        object: form.object,
        created: createdAlways,
        model,
        choices: choice,
        ...(withUsage ? { usage: counted } : {}),
      }),
    );
  const { perTokenMs } = run.options;
  const headers = ['Content-Type', 'text/event-stream; charset=utf-8', 'Cache-Control', 'no-cache'];
  const steps: Step[] = [
    { kind: 'head', status: 200, headers: [...headers, ...run.headers], origin: 'ours' },
  ];
  if (form.first !== null) for (const { index } of choices) steps.push(chunk([form.first(index)]));
  for (const { index, text } of turns(choices)) {
    if (perTokenMs > 0) steps.push({ kind: 'pause', ms: perTokenMs });
    steps.push(chunk([form.token(index, text)]));
  }
  for (const { index, finish } of choices) steps.push(chunk([form.last(index, finish)]));
  if (withUsage) steps.push(chunk([], usage));
  steps.push(event('[DONE]'), { kind: 'end' });
  return steps;
}
