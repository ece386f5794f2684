import type { Luck } from './luck.ts';

/**
 * Shuffles the letters of every word. Length, spaces and punctuation stay. Same random numbers, same text.
 */
export function scramble(text: string, luck: Luck): string {
  return text.replaceAll(/[\p{L}\p{N}]+/gu, (word) => {
    const letters = [...word];
    for (let last = letters.length - 1; last > 0; last--) {
      const other = Math.floor(luck() * (last + 1));
      [letters[last], letters[other]] = [letters[other] ?? '', letters[last] ?? ''];
    }
    return letters.join('');
  });
}
