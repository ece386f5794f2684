import type { Step } from '../../model/step.ts';

/** Bytes of a body that is made already. */
export function frameBytes(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => (step.kind === 'frame' ? sum + step.bytes.length : sum), 0);
}
