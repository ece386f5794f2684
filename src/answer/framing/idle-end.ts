import type { IdleEnd, Step } from '../../model/step.ts';
import { type Head, withoutHeaders } from './headers.ts';

/** Fields that say whether and how long a connection is kept. */
const persistence = new Set(['connection', 'keep-alive']);

/** An answer that says of its connection what it is made to say. */
export async function* announcing(
  steps: AsyncIterable<Step>,
  keepAlive: NonNullable<Head['keepAlive']>,
): AsyncGenerator<Step> {
  for await (const step of steps)
    yield step.kind === 'head'
      ? { ...step, headers: withoutHeaders(step.headers, persistence), keepAlive }
      : step;
}

/** An answer behind which the connection ends when it has been idle. */
export async function* endingIdle(steps: AsyncIterable<Step>, idle: IdleEnd): AsyncGenerator<Step> {
  for await (const step of steps) yield step.kind === 'end' ? { ...step, idle } : step;
}
