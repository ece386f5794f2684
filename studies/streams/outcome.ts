import type { Ending } from './run.ts';

/** What every client would come away with from a healthy gateway; most of it is longer than a byte. */
export const wholeText = 'Grüße aus 東京 🌊: eine naïve, kurze Antwort. Ende?';

const lengthOf = (text: string) => [...text].length;

/** `n` characters of the text, taken for all of it. */
export const partly = (n: number) => `ends quietly, ${n} of ${lengthOf(wholeText)} characters`;
export const wholly = 'ends quietly, whole text';
export const nothing = 'ends quietly, without an answer';
export const wrong = 'ends quietly, wrong text';
export const forEver = 'hangs past its limit';
export const untilLimit = (said: string) => `hangs until its limit: ${said}`;
export const raises = (said: string) => `raises ${said}`;

function quietly({ text }: Ending): string {
  if (text === null) return nothing;
  if (text === wholeText) return wholly;
  return wholeText.startsWith(text) ? partly(lengthOf(text)) : wrong;
}

/** A timer may be early by a little. */
const earlyMs = 50;

export function outcomeOf(ending: Ending, limitMs: number): string {
  switch (ending.how) {
    case 'returned':
      return [quietly(ending), ending.aside].filter((part) => part !== undefined).join('; ');
    case 'raised':
      return ((ending.afterMs ?? 0) < limitMs - earlyMs ? raises : untilLimit)(ending.said ?? '');
    case 'waits on':
      return forEver;
  }
}

/** Nobody learns of it: a part or something else was taken for the answer, or there is no end to it. */
export function isDangerous(outcome: string): boolean {
  return outcome === forEver || (outcome.startsWith('ends quietly') && !outcome.startsWith(wholly));
}

/** What becomes of a fault with the lines that help. */
export type Notice = 'noticed' | 'whole text' | 'not noticed';

export function noticeOf(outcome: string): Notice {
  if (outcome === wholly) return 'whole text';
  return isDangerous(outcome) ? 'not noticed' : 'noticed';
}
