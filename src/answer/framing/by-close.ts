import type { Step } from '../../model/step.ts';
import { withoutHeaders } from './headers.ts';

/** Fields that state where a body ends, or that the connection stays open. */
const framing = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'trailer']);

/** The same body, ended by closing the connection, so that a client cannot detect a cut. */
export async function* delimitedByClose(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  for await (const step of steps)
    yield step.kind === 'head'
      ? { ...step, headers: withoutHeaders(step.headers, framing), delimited: 'by-close' }
      : step;
}
