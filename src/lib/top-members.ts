import { endOfString, exactNumber } from './exact-json.ts';

/** What stands between two values. */
const blank = /[\s,]*/y;
const scalar = /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,}])/y;

/** Where the list or object that begins at `from` ends; -1: further on. */
function endOfNested(text: string, from: number): number {
  const sign = /["[\]{}]/g;
  let depth = 0;
  for (let at = from; at !== -1; ) {
    sign.lastIndex = at;
    const [found] = sign.exec(text) ?? [];
    if (found === undefined) return -1;
    at = sign.lastIndex;
    if (found === '"') at = endOfString(text, at - 1);
    else depth += found === '[' || found === '{' ? 1 : -1;
    if (depth === 0) return at;
  }
  return -1;
}

function skipBlank(text: string, from: number): number {
  blank.lastIndex = from;
  blank.exec(text);
  return blank.lastIndex;
}

function parsed(text: string): unknown {
  try {
    return /^[-\d]/.test(text) ? exactNumber(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where the value that begins at `from` ends; -1: it is not there whole. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first === '[' || first === '{') return endOfNested(text, from);
  scalar.lastIndex = from;
  return scalar.test(text) ? scalar.lastIndex : -1;
}

/**
 * The texts, numbers, booleans and nulls at the top of a JSON object of which only the beginning is known, in
 * one pass. What is in lists and objects is passed over; what is not there whole is left out.
 */
export function topMembers(text: string): Readonly<Record<string, unknown>> {
  const found: [string, unknown][] = [];
  let at = skipBlank(text, 0);
  if (text[at] !== '{') return {};
  for (at = skipBlank(text, at + 1); text[at] === '"'; at = skipBlank(text, at)) {
    const nameEnd = endOfString(text, at);
    if (nameEnd === -1) break;
    const name = parsed(text.slice(at, nameEnd));
    const colon = skipBlank(text, nameEnd);
    if (text[colon] !== ':' || typeof name !== 'string') break;
    const begin = skipBlank(text, colon + 1);
    at = endOfValue(text, begin);
    if (at === -1) break;
    if (text[begin] === '[' || text[begin] === '{') continue;
    const value = parsed(text.slice(begin, at));
    if (value === undefined) break;
    found.push([name, value]);
  }
  return Object.fromEntries(found);
}
