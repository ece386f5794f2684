import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { Step } from '../model/step.ts';

/** The steps of an answer that was complete before its request. */
export function stepsOf({ origin, status, headers, body, error }: WrittenAnswer): Step[] {
  const head = { kind: 'head', status, headers, origin } as const;
  return [
    error === undefined ? head : { ...head, error },
    { kind: 'frame', bytes: Buffer.from(body) },
    { kind: 'end' },
  ];
}
