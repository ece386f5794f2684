import { canonicalJson } from '../lib/canonical-json.ts';
import { digest } from '../lib/digest.ts';
import { isMapping } from '../lib/mapping.ts';

/** One text of a prompt, or another part of it such as an image, as it is kept of a failed call. */
export interface Text {
  readonly role: string;
  readonly exact: string;
  /** Digest without what changes by itself: blanks, times, ids. */
  readonly plain: string;
  /** Characters without that. */
  readonly length: number;
  /** Its first and its last characters; empty for a part that is no text. */
  readonly head: string;
  readonly tail: string;
}

/** Characters at either end by which a shortened text is recognized. */
const kept = 512;
/** Longer texts are compared as they are. */
const maxPlain = 200_000;
/**
 * Less is no deliberate cut: `question 1` is not a shorter `question 10`. The text so far of a stream that
 * is resumed may grow by any number of characters.
 */
const minCut = { characters: 8, share: 0.25 };

const clock = /\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?: ?[AP]M\b)?/gi;
const date = /\b\d{4}-\d\d-\d\d(?:[T ](?=\d))?/g;
const uuid = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi;
/** Unix time in seconds or milliseconds, with or without a fraction. */
const unixTime = /\b1\d{9}(?:\d{3})?(?:\.\d+)?\b/g;

/** A word of letters and digits that no language has: an id, a nonce. */
const token = /\b(?=[a-z\d]*\d)(?=[a-z\d]*[a-z])[a-z\d]{6,64}\b/gi;

/** A text without what differs between two attempts of one call by itself. */
export function plainText(text: string): string {
  if (text.length > maxPlain) return text;
  const timeless = text.replace(uuid, '#').replace(date, '#').replace(clock, '#').replace(unixTime, '#');
  return timeless.replace(token, '#').replaceAll('##', '#').replace(/\s+/g, ' ').trim();
}

/** A copy: a slice would keep the whole text in memory. */
const copied = (text: string) => Buffer.from(text).toString();

/** What a model has said does not change by itself. */
function textOf(role: string, text: string): Text {
  const plain = role === 'assistant' ? text.trim() : plainText(text);
  return {
    ...{ role, exact: digest(text), plain: digest(plain), length: plain.length },
    ...{ head: copied(plain.slice(0, kept)), tail: copied(plain.slice(-kept)) },
  };
}

function partOf(role: string, part: unknown): Text {
  if (typeof part === 'string') return textOf(role, part);
  if (isMapping(part) && typeof part['text'] === 'string') return textOf(role, part['text']);
  const exact = digest(canonicalJson(part));
  return { role, exact, plain: exact, length: 0, head: '', tail: '' };
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function ofMessage(message: unknown): Text[] {
  if (!isMapping(message)) return [partOf('', message)];
  const { role, content = null, ...rest } = message;
  const name = String(role);
  const parts = content === null ? [] : listed(content).map((part) => partOf(name, part));
  return Object.keys(rest).length === 0 ? parts : [...parts, partOf(name, rest)];
}

/** The texts of a chat, of a prompt, or of the inputs of an embedding, in order. */
export function textsOf({ messages, prompt, input }: Readonly<Record<string, unknown>>): Text[] {
  if (Array.isArray(messages)) return messages.flatMap(ofMessage);
  const asked = prompt ?? input;
  return asked === undefined ? [] : listed(asked).map((part) => partOf('user', part));
}

/** Marks that are put where a text was cut. */
const cutMark = /\s*(?:…|\.\.\.|\[(?:\.\.\.|…|truncated)\])\s*/i;
const cutAfter = new RegExp(`${cutMark.source}$`, 'i');
const cutBefore = new RegExp(`^${cutMark.source}`, 'i');

function isShortened(now: Text, before: Text): boolean {
  const cut = before.length - now.length;
  const least = now.role === 'assistant' ? 1 : Math.min(minCut.characters, minCut.share * before.length);
  if (cut < least || now.length === 0) return false;
  const begins = now.length > kept ? now.head : now.head.replace(cutAfter, '');
  const ends = now.length > kept ? now.tail : now.tail.replace(cutBefore, '');
  return (begins !== '' && before.head.startsWith(begins)) || (ends !== '' && before.tail.endsWith(ends));
}

/** How a text stems from one of the attempt before; `null`: it does not. */
export function comparedWith(now: Text, before: Text): 'equal' | 'incidental' | 'shorter' | null {
  if (now.role !== before.role) return null;
  if (now.exact === before.exact) return 'equal';
  if (now.plain === before.plain) return 'incidental';
  return isShortened(now, before) ? 'shorter' : null;
}
