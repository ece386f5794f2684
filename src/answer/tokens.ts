/** Approximation: no tokenizer is right for every model that a gateway serves. */
const charactersPerToken = 4;

const surrogate = /[\ud800-\udfff]/;

/** End of the token that begins at `from`, as UTF-16 offset. Never splits a surrogate pair. */
function endOfToken(text: string, from: number): number {
  let at = from;
  for (let taken = 0; taken < charactersPerToken && at < text.length; taken++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** Approximate number of tokens: one for every four characters, rounded up. */
export function countTokens(text: string): number {
  // Without surrogates every character is one UTF-16 unit, so the length is enough.
  if (!surrogate.test(text)) return Math.ceil(text.length / charactersPerToken);
  let tokens = 0;
  for (let at = 0; at < text.length; at = endOfToken(text, at)) tokens++;
  return tokens;
}

/** The text in as many pieces as `countTokens` counts; a stream sends one piece per event. */
export function splitTokens(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfToken(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** The first `limit` tokens of the text. */
export function cutTokens(text: string, limit: number): string {
  let at = 0;
  for (let taken = 0; taken < limit && at < text.length; taken++) at = endOfToken(text, at);
  return text.slice(0, at);
}
