import type { Step } from '../model/step.ts';
import { errorMessage } from '../platforms/envelope.ts';

/** The steps of a catalogue entry's answer; the parameters are those of the platform's message. */
export function errorAnswer(...parameters: Parameters<typeof errorMessage>): Step[] {
  const { status, headers, body, error, reworded } = errorMessage(...parameters);
  const head = { kind: 'head', status, headers, origin: 'ours', error } as const;
  return [
    reworded ? { ...head, reworded } : head,
    { kind: 'frame', bytes: Buffer.from(body) },
    { kind: 'end' },
  ];
}
