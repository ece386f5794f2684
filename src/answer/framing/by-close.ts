import type { Step } from '../../model/step.ts';
import { withoutHeaders } from './headers.ts';

/** What tells a client where a body ends, or that the connection stays. */
const framing = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'trailer']);

/** The same body, which ends with the connection: where that is cut, nobody can tell. */
export async function* delimitedByClose(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  for await (const step of steps)
    yield step.kind === 'head'
      ? { ...step, headers: withoutHeaders(step.headers, framing), delimited: 'by-close' }
      : step;
}
