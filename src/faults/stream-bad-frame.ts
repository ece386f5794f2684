import { z } from 'zod';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { dataOf, withData, withoutBlankLine } from '../answer/framing/sse/event.ts';
import { type Frame, rewriteNext } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const says = {
  'cut-json': 'with its data cut in half',
  'not-json': 'with words in place of its data',
  'no-colon': 'as a line that is no field',
  bare: 'without the blank line behind it',
} as const;
type Kind = keyof typeof says;

const kinds = Object.keys(says) as Kind[];
const twoFrames = { kind: 'frames', count: 2 } as const;
const params = positioned(twoFrames, {
  kind: z.enum(kinds).default('cut-json').describe('What is wrong with it.'),
});

const words = 'upstream connect error or disconnect';

/** The first half of a text in UTF-16 units, without splitting a character. */
function halfOf(text: string): string {
  return text.slice(0, text.length / 2).replace(/[\ud800-\udbff]$/, '');
}

function garble(kind: Kind, { bytes }: Frame): readonly Step[] | null {
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

export const streamBadFrame = requestFault({
  name: 'stream-bad-frame',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'garble one event: JSON cut in half, words, a line without a field, no blank line behind it',
  params,
  main: 'kind',
  example: { frames: 2, kind: 'cut-json' },
  explain: (given) =>
    `send the next event ${describePosition(positionOf(given, twoFrames))} ${says[given.kind]}`,
  apply: (steps, { params: given, facts, clock }) =>
    onStreams(steps, facts, (stream) =>
      rewriteNext(stream, positionOf(given, twoFrames), clock, (event) => garble(given.kind, event)),
    ),
});
