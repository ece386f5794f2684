import { luckOf } from '../../lib/luck.ts';
import type { Marks, StubOptions } from '../../model/scenario.ts';
import { countTokens, cutTokens } from '../tokens.ts';

/** Includes characters of several bytes and of two UTF-16 units, so that streams are cut inside them too. */
const vocabulary = [
  'the a one this every and or then while because of in to with from after is was waits answers',
  'keeps sends reads asks returns holds gateway client request model token stream frame socket',
  'answer limit queue minute morning river window garden letter bridge small quiet steady early',
  'late open twice slowly naïve café Zürich señor Ελλάδα 東京 → 🌊',
].flatMap((line) => line.split(' '));

const wordsPerSentence = 9;

export interface Text {
  readonly text: string;
  readonly tokens: number;
  /** `length`: the text was cut at the limit. */
  readonly finish: 'stop' | 'length';
}

/** A text of `words` words; the same seed gives the same text. */
function madeText(seed: string, words: number): string {
  const luck = luckOf('stub-text', seed);
  let text = '';
  for (let made = 0; made < words; made++) {
    const word = vocabulary[Math.floor(luck() * vocabulary.length)] ?? '';
    const opens = made % wordsPerSentence === 0;
    const closes = made % wordsPerSentence === wordsPerSentence - 1 || made === words - 1;
    text += made === 0 ? '' : ' ';
    text += opens ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    text += closes ? '.' : '';
  }
  return text;
}

function cut(text: string, tokens: number, limit: number): Text {
  if (limit >= tokens) return { text, tokens, finish: 'stop' };
  return { text: cutTokens(text, limit), tokens: limit, finish: 'length' };
}

/**
 * Puts the marks around a text, also if the limit cuts it.
 * If the limit has no room for both marks, it has none.
 */
function between({ begin, end }: Marks, text: string, limit: number): Text {
  const room = limit - countTokens(`${begin}  ${end}`);
  if (room < 0) return cut(text, countTokens(text), limit);
  const kept = cutTokens(text, room);
  const whole = `${begin} ${kept} ${end}`;
  return { text: whole, tokens: countTokens(whole), finish: kept === text ? 'stop' : 'length' };
}

/** Returns a function that makes the text for a seed, with at most `limit` tokens. */
export function textMaker({ text: fixed, words, marks }: StubOptions): (seed: string, limit: number) => Text {
  if (fixed !== null) {
    const tokens = countTokens(fixed);
    return (_seed, limit) => cut(fixed, tokens, limit);
  }
  return (seed, limit) => {
    const text = madeText(seed, words);
    return marks === undefined ? cut(text, countTokens(text), limit) : between(marks, text, limit);
  };
}
