import type { Answer, RawHeaders, Step } from '../model/step.ts';
import { type Head, isRelayed, withoutHeaders } from './framing/headers.ts';
import { EachStep } from './framing/ready.ts';

/** The answers that are added to: successes of the stub, or whatever an upstream or a tape says. */
export type AddedTo = 'successes of the stub' | 'relayed answers';

/** Header fields that a scenario adds to what answers when no fault does. */
export interface AddedHeaders {
  readonly to: AddedTo;
  readonly fields: RawHeaders;
  /** Their names in lower case: the source's own fields of these names are replaced. */
  readonly names: ReadonlySet<string>;
}

/** `null`: the scenario adds none. */
export function addedHeaders(to: AddedTo, fields: RawHeaders): AddedHeaders | null {
  if (fields.length === 0) return null;
  const names = fields.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return { to, fields, names: new Set(names) };
}

function isMeant(head: Head, to: AddedTo): boolean {
  return to === 'relayed answers' ? isRelayed(head) : head.origin === 'stub' && head.status < 400;
}

/** The answer of a source with the fields that the scenario adds to it; a piped body stays one. */
export function withAddedHeaders(answer: Answer, added: AddedHeaders | null): Answer {
  if (added === null) return answer;
  const { to, fields, names } = added;
  const complete = (step: Step): Step =>
    step.kind === 'head' && isMeant(step, to)
      ? { ...step, headers: [...withoutHeaders(step.headers, names), ...fields] }
      : step;
  return Symbol.asyncIterator in answer ? new EachStep(answer, complete) : answer.map(complete);
}
