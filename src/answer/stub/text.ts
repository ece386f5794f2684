import { luckOf } from '../../lib/luck.ts';
import type { StubOptions } from '../../model/scenario.ts';
import { countTokens } from './tokens.ts';

/** Some are longer than one byte, or one UTF-16 unit, a character: streams get cut there too. */
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
}

/** `words` words, always the same ones for a seed. */
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

/** The text for a seed. */
export function textMaker({ text: fixed, words }: StubOptions): (seed: string) => Text {
  if (fixed !== null) {
    const always = { text: fixed, tokens: countTokens(fixed) };
    return () => always;
  }
  return (seed) => {
    const text = madeText(seed, words);
    return { text, tokens: countTokens(text) };
  };
}
