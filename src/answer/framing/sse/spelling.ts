import type { Step } from '../../../model/step.ts';
import { eventOf, jsonOf } from './event.ts';
import { rewriteEvents } from './rewrite.ts';

const ofLatin1 = (event: Buffer, edit: (text: string) => string) =>
  Buffer.from(edit(event.toString('latin1')), 'latin1');

const inFront = (line: (ordinal: number) => string) => (event: Buffer, ordinal: number) =>
  Buffer.concat([Buffer.from(`${line(ordinal)}\n`), event]);

/** The event has no field but its data, so that nothing is lost. */
const dataAlone = /^(?:data:[^\r\n]*(?:\r\n|\r|\n))+(?:\r\n|\r|\n)$/;

/** JSON over several lines means the same: a line end between its parts is white space. */
function overLines(event: Buffer): Buffer {
  const json = jsonOf(event);
  const isJson = typeof json === 'object' && json !== null && dataAlone.test(event.toString('latin1'));
  return isJson ? eventOf(JSON.stringify(json, null, 1)) : event;
}

const reconnectMs = 3_000;

/** In the order in which they are applied: line ends last, so that what is put in front is spelled alike. */
const writers = {
  'data-lines': overLines,
  id: inFront((ordinal) => `id: ${ordinal}`),
  retry: inFront(() => `retry: ${reconnectMs}`),
  'event-name': inFront(() => 'event: message'),
  comment: inFront(() => ': a comment'),
  'no-space': (event: Buffer) => ofLatin1(event, (text) => text.replace(/^([a-z]+): /gm, '$1:')),
  crlf: (event: Buffer) => ofLatin1(event, (text) => text.replace(/\r\n|\r|\n/g, '\r\n')),
  cr: (event: Buffer) => ofLatin1(event, (text) => text.replace(/\r\n|\r|\n/g, '\r')),
} as const;

type Writer = keyof typeof writers;

/** What the standard allows (WHATWG HTML, 9.2), as parts of sentences. */
export const spellings: Readonly<Record<Writer | 'bom', string>> = {
  'no-space': 'no space behind the colons',
  crlf: 'CRLF as line ends',
  cr: 'CR as line ends',
  'data-lines': 'the JSON of each event in several data lines',
  id: 'an id in each event',
  retry: 'a retry field in each event',
  'event-name': 'the name "message" in each event',
  comment: 'a comment within each event',
  bom: 'a byte order mark in front',
};

export type Spelling = keyof typeof spellings;

const byteOrderMark = Buffer.from('\ufeff');

/** The mark counts only as the very first bytes of a stream, so it stands in front of a comment too. */
async function* marked(stream: AsyncIterable<Step>): AsyncGenerator<Step> {
  let place: 'first' | 'later' = 'first';
  for await (const step of stream)
    if (step.kind === 'frame' && place === 'first') {
      place = 'later';
      yield { ...step, bytes: Buffer.concat([byteOrderMark, step.bytes]) };
    } else yield step;
}

/** The same stream in other words of the standard. */
export function respelled(stream: AsyncIterable<Step>, as: readonly Spelling[]): AsyncIterable<Step> {
  const chosen = (Object.keys(writers) as Writer[]).filter((name) => as.includes(name));
  const spelled = rewriteEvents(stream, (event, ordinal) => [
    { ...event, bytes: chosen.reduce((bytes, name) => writers[name](bytes, ordinal), event.bytes) },
  ]);
  return as.includes('bom') ? marked(spelled) : spelled;
}
