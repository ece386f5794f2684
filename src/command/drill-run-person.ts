import { createInterface } from 'node:readline/promises';
import type { Person } from '../drill-run/person.ts';
import type { Terminal } from '../lib/terminal.ts';

async function askedOf(stage: string, stopped: AbortSignal): Promise<'yes' | 'no'> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`begin stage "${stage}"? [y/N] `, { signal: stopped });
    return /^\s*y(es)?\s*$/i.test(answer) ? 'yes' : 'no';
  } catch {
    return 'no';
  } finally {
    lines.close();
  }
}

/** The person at the terminal; `always`: every stage begins without a question. */
export function personAt(terminal: Terminal, confirming: 'asked' | 'always'): Person {
  const callbacks = new Set<() => void>();
  const stopped = new AbortController();
  const signal = () => {
    stopped.abort();
    for (const callback of [...callbacks]) callback();
  };
  void terminal.stopSignal(signal).then(signal);
  return {
    confirms: async (stage) => (confirming === 'always' ? 'yes' : askedOf(stage, stopped.signal)),
    onSignal(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
  };
}
