import { type Head, withoutHeaders } from '../answer/framing/headers.ts';
import { EachStep } from '../answer/framing/ready.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Answer, Step } from '../model/step.ts';
import { reachOf, withPlatformHeaders } from '../platforms/every-response.ts';

/** Whether a fault made a success an error, or the reverse, so that the platform's fields say the other. */
function isTurned({ origin, status }: Head): boolean {
  return origin === 'stub' ? status >= 400 : origin === 'catalogue' && status < 400;
}

function completed(head: Head, inUse: PlatformInUse, surface: string): Head {
  const { error, success } = inUse.platform.headers;
  const own = [...Object.keys(error), ...Object.keys(success)].map((name) => name.toLowerCase());
  const headers = isTurned(head) ? withoutHeaders(head.headers, new Set(own)) : head.headers;
  const { status } = head;
  return { ...head, headers: withPlatformHeaders(headers, inUse, { status, surface, error: head.error }) };
}

/**
 * The last stage of an answer: adds the header fields that the platform puts on every answer. An answer of a
 * platform without such fields is returned itself; a piped body stays one.
 */
export function onEveryAnswer(answer: Answer, inUse: PlatformInUse, surface: string): Answer {
  if (reachOf(inUse) === 'generated') return answer;
  const complete = (step: Step) => (step.kind === 'head' ? completed(step, inUse, surface) : step);
  return Symbol.asyncIterator in answer ? new EachStep(answer, complete) : answer.map(complete);
}
