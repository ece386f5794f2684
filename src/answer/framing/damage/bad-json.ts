import type { Step } from '../../../model/step.ts';
import { framed, frameOf } from '../events.ts';
import { editLastBytes } from './last-bytes.ts';

/** What is wrong with the JSON, as parts of sentences. */
export const jsonMistakes = {
  unclosed: 'its last bracket missing',
  'trailing-comma': 'a comma before its last bracket',
  'single-quotes': 'single quotes for double ones',
  prefix: "a line )]}', before it",
} as const;

/** Number of last bytes that are searched for the closing bracket: white space may follow it. */
const tailBytes = 64;

const lastBracket = /[\]}](?=[ \t\r\n]*$)/;

/** Works on latin1, in which each byte is one character. */
function replaceLastBracket(rest: AsyncIterable<Step>, by: string): AsyncIterable<Step> {
  return editLastBytes(rest, tailBytes, (last) => [
    Buffer.from(last.toString('latin1').replace(lastBracket, by), 'latin1'),
  ]);
}

async function* mapBytes(rest: AsyncIterable<Step>, map: (bytes: Buffer) => Buffer): AsyncGenerator<Step> {
  for await (const step of framed(rest))
    yield step.kind === 'frame' ? { ...step, bytes: map(step.bytes) } : step;
}

async function* prefixed(rest: AsyncIterable<Step>, prefix: string): AsyncGenerator<Step> {
  yield frameOf({ bytes: Buffer.from(prefix), counts: false, isPart: true });
  yield* rest;
}

const doubleQuote = 0x22;
const singleQuote = 0x27;

/**
 * The steps after a head, with JSON that no parser accepts. Holds back at most the last bytes of the body.
 */
export function badJson(kind: keyof typeof jsonMistakes, rest: AsyncIterable<Step>): AsyncIterable<Step> {
  switch (kind) {
    case 'unclosed':
      return replaceLastBracket(rest, '');
    case 'trailing-comma':
      return replaceLastBracket(rest, ',$&');
    case 'single-quotes':
      return mapBytes(rest, (bytes) =>
        Buffer.from(bytes.map((byte) => (byte === doubleQuote ? singleQuote : byte))),
      );
    case 'prefix':
      return prefixed(rest, ")]}',\n");
  }
}
