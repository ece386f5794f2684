import type { Clock } from '../../../lib/clock.ts';
import type { Step } from '../../../model/step.ts';
import type { Position } from '../position.ts';
import { dataOf, withData, withoutBlankLine } from '../sse/event.ts';
import { type Frame, rewriteNext } from '../sse/rewrite.ts';

/** The ways to garble an event, and what is said of each: "send the event …". */
export const garbledSays = {
  'cut-json': 'with its data cut in half',
  'not-json': 'with words in place of its data',
  'no-colon': 'as a line that is no field',
  bare: 'without the blank line behind it',
} as const;
export type GarbledKind = keyof typeof garbledSays;

const words = 'upstream connect error or disconnect';

/** The first half of a text in UTF-16 units, without splitting a character. */
function halfOf(text: string): string {
  return text.slice(0, text.length / 2).replace(/[\ud800-\udbff]$/, '');
}

function garble(kind: GarbledKind, { bytes }: Frame): readonly Step[] | null {
  const data = dataOf(bytes);
  if (data === null) return null;
  switch (kind) {
    case 'cut-json':
      return [{ kind: 'frame', bytes: withData(bytes, halfOf(data)) }];
    case 'not-json':
      return [{ kind: 'frame', bytes: withData(bytes, words) }];
    case 'no-colon':
      return [{ kind: 'frame', bytes: Buffer.from(`${words}\n\n`) }];
    case 'bare':
      return [{ kind: 'frame', bytes: withoutBlankLine(bytes), comment: true, part: true }];
  }
}

/**
 * Garbles the next event behind the position. The stream is damaged then, except by a line that is no field:
 * the specification of server-sent events has it ignored, so that no reader can notice.
 */
export async function* garbled(
  stream: AsyncIterable<Step>,
  kind: GarbledKind,
  position: Position,
  clock: Clock,
): AsyncGenerator<Step> {
  const sent: { state: 'intact' | 'damaged' } = { state: 'intact' };
  const damage = (event: Frame) => {
    const steps = garble(kind, event);
    if (steps !== null && kind !== 'no-colon') sent.state = 'damaged';
    return steps;
  };
  for await (const step of rewriteNext(stream, position, clock, damage))
    yield step.kind === 'end' && sent.state === 'damaged' ? { ...step, damaged: true } : step;
}
