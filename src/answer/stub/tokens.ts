/** Approximate on purpose: no tokenizer is right for every model that a gateway serves. */
const charactersPerToken = 4;

const surrogate = /[\ud800-\udfff]/;

/** End of the token that begins at `from`; never inside a character. */
function endOfToken(text: string, from: number): number {
  let at = from;
  for (let taken = 0; taken < charactersPerToken && at < text.length; taken++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** Approximate: one token for every four characters begun. */
export function countTokens(text: string): number {
  // Where no character is two units long, nobody needs to look at each of them.
  if (!surrogate.test(text)) return Math.ceil(text.length / charactersPerToken);
  let tokens = 0;
  for (let at = 0; at < text.length; at = endOfToken(text, at)) tokens++;
  return tokens;
}

/** The pieces that a stream sends; as many as `countTokens` says, and together the text. */
export function splitTokens(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfToken(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** The first `limit` tokens. */
export function cutTokens(text: string, limit: number): string {
  let at = 0;
  for (let taken = 0; taken < limit && at < text.length; taken++) at = endOfToken(text, at);
  return text.slice(0, at);
}
