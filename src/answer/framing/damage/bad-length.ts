import type { Step } from '../../../model/step.ts';
import { fromHead, measured, startingWith, withField } from '../bodies.ts';
import { type Head, lengthOf, withoutHeaders } from '../headers.ts';

/** What the length says, as parts of sentences. */
export const lengthMistakes = {
  fewer: 'fewer bytes than come',
  more: 'more bytes than come, then FIN',
} as const;

type Lie = keyof typeof lengthMistakes;

const coding = new Set(['transfer-encoding', 'trailer']);

const endings = {
  // The client finds the rest in front of the next answer.
  fewer: { kind: 'end', damaged: true },
  more: { kind: 'sever', how: 'fin' },
} as const satisfies Record<Lie, Step>;

async function* endingWith(rest: AsyncIterable<Step>, ending: Step): AsyncGenerator<Step> {
  for await (const step of rest)
    if (step.kind === 'end') yield ending;
    else if (step.kind !== 'trailers') yield step;
}

/** The answer with a `Content-Length` that is wrong by `bytes`. A body over 1 MiB without one stays. */
export function misdeclared(
  head: Head,
  rest: AsyncIterable<Step>,
  lie: Lie,
  bytes: number,
): AsyncIterable<Step> {
  const isKnown = (measuredHead: Head) => (lengthOf(measuredHead) ?? 0) > 0;
  return fromHead(measured(head, rest), isKnown, (known, body) => {
    const length = lengthOf(known) ?? 0;
    const said = lie === 'fewer' ? Math.max(0, length - bytes) : length + bytes;
    const headers = withField(withoutHeaders(known.headers, coding), 'Content-Length', String(said));
    return startingWith({ ...known, headers }, endingWith(body, endings[lie]));
  });
}
