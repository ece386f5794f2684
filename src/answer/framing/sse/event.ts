import { exactJson } from '../../../lib/exact-json.ts';

interface Line {
  readonly text: string;
  readonly end: string;
}

/** The lines as latin1, one character per byte, so that bytes which are not edited stay the same. */
function linesOf(event: Buffer): Line[] {
  const lines = event.toString('latin1').matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g);
  return [...lines].map(([, text = '', end = '']) => ({ text, end }));
}

/** A byte order mark may precede the first field of a stream. */
const dataField = /^(?:\xef\xbb\xbf)?data(?:: ?|$)/;

function toLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The data of an event as a client reads it: its lines joined by LF. `null`: the event has no data. */
export function dataOf(event: Buffer): string | null {
  const values = linesOf(event).filter(({ text }) => dataField.test(text));
  if (values.length === 0) return null;
  const text = values.map((line) => line.text.replace(dataField, '')).join('\n');
  return Buffer.from(text, 'latin1').toString();
}

/** The event with new data. Its other fields, comments and line ends stay. */
export function withData(event: Buffer, data: string): Buffer {
  const [first = '', ...others] = toLatin1(data).split('\n');
  let place: 'first' | 'other' = 'first';
  const lines = linesOf(event).flatMap(({ text, end }) => {
    const [field] = dataField.exec(text) ?? [];
    if (field === undefined) return [text + end];
    if (place === 'other') return [];
    place = 'other';
    const name = field.includes(':') ? field : `${field}: `;
    return [name + first + end, ...others.map((value) => `data: ${value}${end}`)];
  });
  return Buffer.from(lines.join(''), 'latin1');
}

/** A new event, with LF as line end as real gateways use it. */
export function eventOf(data: string, name: string | null = null): Buffer {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return Buffer.from(`${name === null ? '' : `event: ${name}\n`}${lines.join('')}\n`);
}

const done = '[DONE]';

/** The event that ends a stream of the OpenAI API. */
export const doneEvent = eventOf(done);

export function isDone(event: Buffer): boolean {
  return dataOf(event)?.trim() === done;
}

/** The data of an event, parsed as JSON. `undefined`: the data is not JSON. */
export function jsonOf(event: Buffer): unknown {
  try {
    return JSON.parse(dataOf(event) ?? '');
  } catch {
    return undefined;
  }
}

/** The same, but integers that a number cannot hold are bigints. */
export function exactOf(event: Buffer): unknown {
  return exactJson(dataOf(event) ?? '');
}

/** Byte offset of the last brace of the event's JSON object. `null`: the data is no JSON object. */
export function closingBrace(event: Buffer): number | null {
  const json = jsonOf(event);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  let at = 0;
  let last: number | null = null;
  for (const { text, end } of linesOf(event)) {
    const brace = dataField.test(text) ? text.lastIndexOf('}') : -1;
    if (brace !== -1) last = at + brace;
    at += text.length + end.length;
  }
  return last;
}

/** The event without the blank line that ends it, so that a client merges it with the next event. */
export function withoutBlankLine(event: Buffer): Buffer {
  const lastEnd = /(?:\r\n|\r|\n)$/.exec(event.toString('latin1'))?.[0] ?? '';
  return event.subarray(0, event.length - lastEnd.length);
}
