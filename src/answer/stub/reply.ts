import type { Json } from '../../model/json.ts';
import type { Step } from '../../model/step.ts';
import type { Tokens } from '../../model/tokens.ts';
import { whole } from '../framing/whole.ts';
import type { StubRun } from './handler.ts';

/**
 * `created` of every generated answer, in Unix seconds: always 2026-01-01T00:00:00Z, so that answers repeat.
 */
export const createdAlways = 1_767_225_600;

export function reply(run: StubRun, value: Json, status = 200): Step[] {
  return whole('stub', status, 'application/json', JSON.stringify(value), run.headers);
}

/** An answer of a model, with the tokens that it costs. */
export function replyOf(tokens: Tokens, run: StubRun, value: Json): Step[] {
  const usage = { tokens, leading: null };
  return reply(run, value).map((step) => (step.kind === 'head' ? { ...step, usage } : step));
}
