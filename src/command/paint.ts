import pc from 'picocolors';
import type { Terminal } from './terminal.ts';

/** Colours where a person reads them, plain text everywhere else. */
export function paintFor({ colour }: Terminal): ReturnType<typeof pc.createColors> {
  return pc.createColors(colour);
}
