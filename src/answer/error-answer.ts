import type { Step } from '../model/step.ts';
import { errorMessage } from '../platforms/envelope.ts';
import { stepsOf } from './written-answer.ts';

/** The steps of the answer for a catalogue entry. Takes the parameters of `errorMessage`. */
export function errorAnswer(...parameters: Parameters<typeof errorMessage>): Step[] {
  return stepsOf({ origin: 'catalogue', ...errorMessage(...parameters) });
}
