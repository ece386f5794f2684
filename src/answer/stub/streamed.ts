import type { Json, JsonObject } from '../../model/json.ts';
import type { Answer, Step } from '../../model/step.ts';
import type { Head } from '../framing/headers.ts';
import { splitTokens } from '../tokens.ts';
import type { Choice, Generation } from './generated.ts';
import type { Admitted, StubRun } from './handler.ts';
import { createdAlways } from './reply.ts';

/** How an endpoint formats the parts of one choice as chunks. */
export interface ChunkForm {
  readonly object: string;
  /** The chunk with the role before the first token; `null`: the endpoint sends none. */
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

/** The tokens by turn: turn n holds the n-th token of every choice. */
function turnsOf(choices: readonly Choice[]): { readonly index: number; readonly text: string }[][] {
  const turns: { readonly index: number; readonly text: string }[][] = [];
  for (const { index, text: whole } of choices)
    for (const [turn, text] of splitTokens(whole).entries()) {
      const among = turns[turn] ?? [];
      turns[turn] = among;
      among.push({ index, text });
    }
  return turns;
}

/**
 * One frame per event:
 *
 *   role ×n · token ×n · token ×n · … · finish ×n · usage? · [DONE]
 *   └ first turn ─────┘  └ second      └ with the last turn
 */
export function streamed(generation: Generation, form: ChunkForm, request: Admitted, run: StubRun): Answer {
  const { id, model, choices, tokens, usage } = generation;
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
  const headers = ['Content-Type', 'text/event-stream; charset=utf-8', 'Cache-Control', 'no-cache'];
  const { first: announce } = form;
  const roles = announce === null ? [] : choices.map(({ index }) => chunk([announce(index)]));
  const head: Head = {
    ...{ kind: 'head', status: 200, headers: [...headers, ...run.headers], origin: 'stub' },
    usage: { tokens, leading: roles.length },
  };
  const [first = [], ...further] = turnsOf(choices).map((turn) =>
    turn.map(({ index, text }) => chunk([form.token(index, text)])),
  );
  const turns = [[...roles, ...first], ...further];
  const finish = choices.map(({ index, finish: why }) => chunk([form.last(index, why)]));
  const closing: Step[] = [...finish, ...(withUsage ? [chunk([], usage)] : []), event('[DONE]')];
  turns.at(-1)?.push(...closing, { kind: 'end' });
  return run.pacer === null
    ? [head, ...turns.flat()]
    : run.pacer.stream(request.facts, generation, head, turns);
}
