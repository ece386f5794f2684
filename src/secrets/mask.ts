const stars = '*'.repeat(10);

/** What `maskKey` makes; masking twice changes nothing. */
const masked = /^(?:.{5}\*{10}.{4}|\*{10})$/;

/** Below this length nine visible characters would give too much away. */
const minShown = 20;

/** `sk-oa**********25xx`, the form of the platform's own key lists; a short key is hidden altogether. */
export function maskKey(key: string): string {
  if (masked.test(key)) return key;
  return key.length < minShown ? stars : `${key.slice(0, 5)}${stars}${key.slice(-4)}`;
}
