import { allowedPreflight, allowing, originOf, type SaidToOrigins } from '../answer/cors.ts';
import { type Head, isRelayed } from '../answer/framing/headers.ts';
import { headerValue } from '../lib/http.ts';
import type { Answer, RawHeaders, Step } from '../model/step.ts';
import type { RequestContext } from './request-context.ts';

type Asked = Pick<RequestContext, 'run' | 'source' | 'facts'>;

/** Whether the gateway itself says what pages may do: by the scenario, or as no real upstream says it. */
function allowsAll({ run: { scenario }, source }: Asked): boolean {
  return scenario.cors === 'allow' || (scenario.cors === null && source.kind !== 'upstream');
}

/** The answer to a preflight that goes no further; `null`: the request is none, or the source answers it. */
export function ownPreflightAnswer(context: Asked): readonly Step[] | null {
  return allowsAll(context) ? allowedPreflight(context.facts) : null;
}

/** A browser hides an answer without these fields from its page, which sees a network error instead. */
function withFields(head: Head, fields: RawHeaders): Head {
  const isSaid = headerValue(head.headers, 'access-control-allow-origin') !== null;
  return isSaid || fields.length === 0 ? head : { ...head, headers: [...head.headers, ...fields] };
}

function likeUpstream(said: SaidToOrigins, origin: string): (head: Head) => Head {
  return (head) => {
    if (!isRelayed(head)) return withFields(head, said.to(origin));
    said.note(origin, head.headers);
    return head;
  };
}

function completerOf(context: Asked, origin: string): ((head: Head) => Head) | null {
  if (allowsAll(context)) return (head) => withFields(head, allowing(origin));
  const { run, source } = context;
  if (run.scenario.cors === 'none' || source.kind !== 'upstream') return null;
  return likeUpstream(source.said, origin);
}

async function* eachCompleted(
  steps: AsyncIterable<Step>,
  complete: (step: Step) => Step,
): AsyncGenerator<Step> {
  for await (const step of steps) yield complete(step);
}

/** The answer with the fields by which a browser shows it to the page that asked; others are not touched. */
export function withCors(answer: Answer, context: Asked): Answer {
  const origin = originOf(context.facts);
  const complete = origin === null ? null : completerOf(context, origin);
  if (complete === null) return answer;
  const step = (each: Step) => (each.kind === 'head' ? complete(each) : each);
  return Symbol.asyncIterator in answer ? eachCompleted(answer, step) : answer.map(step);
}
