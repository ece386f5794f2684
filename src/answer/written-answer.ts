import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { Step } from '../model/step.ts';

/** The steps of an answer that was complete before its request. */
export function stepsOf({ body, reworded = false, ...head }: WrittenAnswer): Step[] {
  return [
    { kind: 'head', ...head, ...(reworded ? { reworded } : {}) },
    { kind: 'frame', bytes: Buffer.from(body) },
    { kind: 'end' },
  ];
}
