/** Shorter keys would be told by their ends. */
const shortestShown = 16;

/** `sk-oa**********25xx`, the form that key lists use. */
export function maskKey(secret: string): string {
  const stars = '*'.repeat(10);
  return secret.length < shortestShown ? stars : `${secret.slice(0, 5)}${stars}${secret.slice(-4)}`;
}
