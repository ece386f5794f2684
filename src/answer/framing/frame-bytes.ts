import type { Step } from '../../model/step.ts';

/** Total bytes of all frames of a complete answer. */
export function frameBytes(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => (step.kind === 'frame' ? sum + step.bytes.length : sum), 0);
}
