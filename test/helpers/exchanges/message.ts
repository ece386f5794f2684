/** One message of HTTP/1.1 (RFC 9112), read by rules of this file's own: the parser under test is Node's. */
export interface Message {
  /** Request line or status line. */
  readonly start: string;
  readonly fields: readonly Field[];
  /** Without the framing of chunks. */
  readonly body: Buffer;
  readonly framing: Framing;
  readonly trailers: readonly Field[];
  /** Where the next message begins. */
  readonly end: number;
}

/** A field line: its name as it is spelled, its value without the white space around it. */
export type Field = readonly [name: string, value: string];

export type Framing = 'none' | 'length' | 'chunked' | 'close';

export interface Reading {
  /** A request, an answer, or one that has no body whatever its fields say: to HEAD, 1xx, 204, 304. */
  readonly of: 'request' | 'answer' | 'bodiless';
  /** `over`: nothing comes any more. */
  readonly connection: 'open' | 'over';
}

function fieldsOf(lines: readonly string[]): Field[] {
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`no field line: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
  });
}

/** Values of a field, all lines of it. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
}

interface Head {
  readonly start: string;
  readonly fields: readonly Field[];
  readonly end: number;
}

function readHead(bytes: Buffer, at: number): Head | null {
  const end = bytes.indexOf('\r\n\r\n', at);
  if (end === -1) return null;
  const [start = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
  return { start, fields: fieldsOf(lines), end: end + 4 };
}

type Content = Pick<Message, 'body' | 'trailers' | 'end'>;

function readChunks(bytes: Buffer, begin: number): Content | null {
  const pieces: Buffer[] = [];
  for (let at = begin; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return null;
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error(`no chunk begins at byte ${at}`);
    if (size === 0) return readTrailers(bytes, line, pieces);
    const chunk = bytes.subarray(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (bytes.length < at) return null;
    if (bytes.toString('latin1', at - 2, at) !== '\r\n') throw new Error(`no chunk ends at byte ${at}`);
    pieces.push(chunk);
  }
}

/** `line`: where the line of the last chunk ends. */
function readTrailers(bytes: Buffer, line: number, pieces: readonly Buffer[]): Content | null {
  const end = bytes.indexOf('\r\n\r\n', line);
  if (end === -1) return null;
  const lines = bytes
    .subarray(line + 2, end)
    .toString('latin1')
    .split('\r\n');
  const trailers = fieldsOf(end === line ? [] : lines);
  return { body: Buffer.concat(pieces), trailers, end: end + 4 };
}

function framingOf({ fields }: Head, of: Reading['of']): Framing {
  if (of === 'bodiless') return 'none';
  if (valuesOf(fields, 'transfer-encoding').some((value) => /\bchunked$/i.test(value))) return 'chunked';
  if (valuesOf(fields, 'content-length').length > 0) return 'length';
  return of === 'request' ? 'none' : 'close';
}

function readContent(bytes: Buffer, head: Head, framing: Framing, reading: Reading): Content | null {
  const { end } = head;
  if (framing === 'chunked') return readChunks(bytes, end);
  if (framing === 'close') {
    if (reading.connection === 'open') return null;
    return { body: bytes.subarray(end), trailers: [], end: bytes.length };
  }
  const length = framing === 'none' ? 0 : Number(valuesOf(head.fields, 'content-length')[0]);
  if (bytes.length < end + length) return null;
  return { body: bytes.subarray(end, end + length), trailers: [], end: end + length };
}

/** The message that begins at `at`; `null` while it is not whole. */
export function readMessage(bytes: Buffer, at: number, reading: Reading): Message | null {
  const head = readHead(bytes, at);
  if (head === null) return null;
  const status = /^HTTP\/1\.[01] (\d+)/.exec(head.start)?.[1] ?? '';
  const of = /^(?:1\d\d|204|304)$/.test(status) ? 'bodiless' : reading.of;
  const framing = framingOf(head, of);
  const content = readContent(bytes, head, framing, reading);
  return content === null ? null : { ...head, ...content, framing };
}

/** The final answer and the interim ones before it; `null` while it is not whole. */
export function readAnswer(
  bytes: Buffer,
  reading: Reading,
): { readonly interim: readonly Message[]; readonly final: Message } | null {
  const interim: Message[] = [];
  for (let at = 0; ; ) {
    const message = readMessage(bytes, at, reading);
    if (message === null) return null;
    if (!/^HTTP\/1\.[01] 1\d\d/.test(message.start)) return { interim, final: message };
    interim.push(message);
    at = message.end;
  }
}
