import type { Step } from '../model/step.ts';
import { errorMessage } from '../platforms/envelope.ts';

/** The steps of the answer for a catalogue entry. Takes the parameters of `errorMessage`. */
export function errorAnswer(...parameters: Parameters<typeof errorMessage>): Step[] {
  const { status, headers, body, error, reworded } = errorMessage(...parameters);
  const head = { kind: 'head', status, headers, origin: 'catalogue', error } as const;
  return [
    reworded ? { ...head, reworded } : head,
    { kind: 'frame', bytes: Buffer.from(body) },
    { kind: 'end' },
  ];
}
