import { boundedJson } from './bounded-json.ts';
import { isMapping, type Mapping } from './mapping.ts';

/** An integer that a number cannot hold has as many digits at least: 2^53 has 16. */
const long = /\d{16}/;
const longInteger = /^-?\d{16,}$/;
/** Most characters of an integer that is kept as it is: converting a longer one would take too long. */
const maxLength = 400;

/** The value of a number as it is written: a bigint where a number cannot hold the integer. */
export function exactNumber(text: string): number | bigint {
  const rounded = Number(text);
  if (Number.isSafeInteger(rounded) || text.length > maxLength || !longInteger.test(text)) return rounded;
  return BigInt(text);
}

/** Where the string that begins at `from` ends: behind its last quote; -1: further on. */
export function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}

/** Reads a text that is known to be JSON, and not too deep. */
class Reader {
  readonly #text: string;
  readonly #blank = /[\s,:]*/y;
  readonly #scalar = /[^\s,\]}]+/y;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    const first = this.#next();
    if (first === '"') return this.#string();
    if (first === '[' || first === '{') return this.#nested(first);
    const text = this.#take(this.#scalar);
    return first === 't' || first === 'f' || first === 'n' ? JSON.parse(text) : exactNumber(text);
  }

  #nested(bracket: '[' | '{'): unknown {
    this.#at += 1;
    const [items, members]: [unknown[], [string, unknown][]] = [[], []];
    while (this.#next() !== ']' && this.#text[this.#at] !== '}')
      if (bracket === '[') items.push(this.value());
      else members.push([this.#string(), this.value()]);
    this.#at += 1;
    return bracket === '[' ? items : Object.fromEntries(members);
  }

  #string(): string {
    const from = this.#at;
    this.#at = endOfString(this.#text, from);
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  /** The first character of what comes next, behind blanks and separators. */
  #next(): string | undefined {
    this.#take(this.#blank);
    return this.#text[this.#at];
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

/**
 * What `boundedJson` reads of a text, but integers that a number cannot hold are bigints. `rounded`: what it
 * has read, which is returned itself where nothing was rounded.
 */
export function exactJson(text: string, rounded = boundedJson(text)): unknown {
  return rounded === undefined || !long.test(text) ? rounded : new Reader(text).value();
}

/**
 * JSON of a value that may hold bigints; without them what `JSON.stringify` writes. `arranged`: the members
 * of an object in the order in which they are written.
 */
export function exactText(value: unknown, arranged: (given: Mapping) => Mapping = (given) => given): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => exactText(each, arranged)).join()}]`;
  if (!isMapping(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(arranged(value)).filter(([, each]) => each !== undefined);
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${exactText(each, arranged)}`).join()}}`;
}
