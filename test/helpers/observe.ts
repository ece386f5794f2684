import tls from 'node:tls';
import { formatDuration } from '../../src/lib/units.ts';
import type { Sample } from '../../src/simulate/sample-request.ts';
import { dechunk, speak, splitHead } from './clients/raw.ts';
import type { FixedClock } from './clock.ts';

/** What a client saw on a connection of its own. */
export interface Seen {
  /** `null`: no head came. */
  readonly status: number | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without the framing of chunks. */
  readonly body: string;
  /** How the connection ended, where the answer was not whole: `fin`, `rst`, an alert, Node's error code. */
  readonly ending: string;
}

interface Heard {
  readonly bytes: Buffer;
  readonly parting: string;
}

/** The body without its framing; without any it ends with the connection, however that ends. */
function contentOf(body: Buffer, headers: Seen['headers']): ReturnType<typeof dechunk> {
  if (headers['transfer-encoding'] === 'chunked') return dechunk(body);
  const length = headers['content-length'];
  return { bytes: body, whole: length === undefined || body.length === Number(length) };
}

function read({ bytes, parting }: Heard): Seen {
  if (bytes.length === 0) return { status: null, headers: {}, body: '', ending: parting };
  const { head, body } = splitHead(bytes);
  const [statusLine = '', ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const [name = '', ...value] = field.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  const content = contentOf(body, headers);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: content.bytes.toString(),
    ending: content.whole && parting === 'fin' ? 'whole' : parting,
  };
}

/** A port that is closed is seen as well; any other failure is the test's. */
async function hear(url: string, text: string): Promise<Heard> {
  try {
    return await speak(url, text).over;
  } catch (error) {
    if (error instanceof Error && error.message.endsWith('ECONNREFUSED'))
      return { bytes: Buffer.alloc(0), parting: 'ECONNREFUSED' };
    throw error;
  }
}

/** The alert by its number: what Node calls it depends on its version. */
function sayFailure({ code, message }: NodeJS.ErrnoException): string {
  const [, alert] = /SSL alert number (\d+)/.exec(message) ?? [];
  return alert === undefined ? (code ?? message) : `alert ${alert}`;
}

/** Speaks by TLS, and only to a certificate that the root has signed for `localhost`. */
function hearByTls(url: string, text: string, root: string): Promise<Heard> {
  return new Promise((resolve) => {
    const port = Number(new URL(url).port);
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: root });
    const chunks: Buffer[] = [];
    let parting = 'fin';
    socket.once('secureConnect', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', (error) => {
      parting = sayFailure(error);
    });
    socket.once('close', () => resolve({ bytes: Buffer.concat(chunks), parting }));
  });
}

/**
 * Sends a request on a connection of its own and listens until the other side ends, one way or the other.
 * `root`: by TLS, with this one trusted.
 */
export async function see(
  url: string,
  { method, path, headers, body }: Sample,
  root: string | null = null,
): Promise<Seen> {
  const { host, pathname } = new URL(url);
  const fields = { host, connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = `${pathname.replace(/\/$/, '')}${path}`;
  const text = `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
  return read(await (root === null ? hear(url, text) : hearByTls(url, text, root)));
}

/** Turns of the event loop in which whatever is under way comes to rest. */
const restingTurns = 50;

/**
 * Half-way it leaves the processor for a millisecond: on a busy machine the kernel may not have handed over
 * yet what one socket has sent to another.
 */
const turn = (count: number) =>
  new Promise<void>((resolve) => {
    if (count === restingTurns / 2) setTimeout(resolve, 1);
    else setImmediate(resolve);
  });

/** Gives whatever is under way its turns, without moving a clock. */
export async function settle(): Promise<void> {
  for (let count = 0; count < restingTurns; count += 1) await turn(count);
}

/** Waits for what goes by a clock that stands still: moves it whenever nothing else happens any more. */
export async function outlast<T>(clock: FixedClock, work: Promise<T>): Promise<[result: T, tookMs: number]> {
  let state: 'under-way' | 'over' = 'under-way';
  const over = () => {
    state = 'over';
  };
  work.then(over, over);
  const began = clock.now();
  for (let resting = 0; (state as string) !== 'over'; resting += 1) {
    await turn(resting);
    const [next] = clock.waiting();
    if (next === undefined) resting = 0;
    if (next === undefined || resting < restingTurns) continue;
    clock.advance(next);
    resting = 0;
  }
  return [await work, clock.now() - began];
}

interface ErrorBody {
  readonly code?: unknown;
  readonly error?: { readonly code?: unknown; readonly type?: unknown };
}

function parsed(text: string): ErrorBody | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page by its title, any other text in quotes. */
function sayText(body: string): string {
  const [, title] = /<title>(.*)<\/title>/.exec(body) ?? [];
  return title === undefined ? JSON.stringify(body) : `page "${title}"`;
}

/** The error's code, wherever the surface puts it; what the body says where it is no JSON. */
function sayError({ status, body }: Seen): string {
  if (status === null || status < 400) return '';
  const json = parsed(body);
  return json === undefined ? ` ${sayText(body)}` : ` ${json.error?.code ?? json.code ?? json.error?.type}`;
}

/** The data of each event that a blank line ends, read as the specification of server-sent events does. */
function dataOf(body: string): string[] {
  const events: string[] = [];
  let data: string[] = [];
  for (const line of body.split(/\r\n|\r|\n/).slice(0, -1)) {
    if (/^data(?::|$)/.test(line)) data.push(line.replace(/^data:? ?/, ''));
    if (line !== '' || data.length === 0) continue;
    events.push(data.join('\n'));
    data = [];
  }
  return events;
}

/** `31 events, [DONE]` · `4 events, 1 no JSON` · `4 events, error upstream_unavailable` */
function sayStream(body: string): string[] {
  const events = dataOf(body);
  const texts = events.filter((data) => data !== '[DONE]');
  const broken = texts.filter((data) => parsed(data) === undefined).length;
  const errors = texts.map((data) => parsed(data)?.error).filter((error) => error !== undefined);
  return [
    `${events.length} event${events.length === 1 ? '' : 's'}`,
    ...(broken === 0 ? [] : [`${broken} no JSON`]),
    ...errors.map(({ code }) => `error ${code}`),
    ...(events.includes('[DONE]') ? ['[DONE]'] : []),
  ];
}

/** What is odd about a success; nothing about JSON that is what it says. */
function saySuccess({ status, headers, body, ending }: Seen): string[] {
  if (status === null || status >= 400) return [];
  const type = headers['content-type'] ?? 'no type';
  if (type.startsWith('text/event-stream')) return sayStream(body);
  if (ending !== 'whole') return [];
  if (body === '') return ['empty'];
  if (!type.startsWith('application/json')) return [sayText(body)];
  const json = parsed(body);
  if (json === undefined) return [`${Buffer.byteLength(body)} bytes, no JSON`];
  return json.error === undefined ? [] : [`error ${json.error.code}`];
}

/** Between what was written and its RST a moment passes, so that the client reads both; no silence. */
const momentMs = 100;

/** `429 rate_limited, Retry-After 5` · `200, 3 events, silent for 30s, FIN` · `200, empty` · `RST` */
export function saySeen(seen: Seen, tookMs: number): string {
  const { status, headers, ending } = seen;
  const waits = ['Retry-After', 'retry-after-ms']
    .filter((name) => headers[name.toLowerCase()] !== undefined)
    .map((name) => `${name} ${headers[name.toLowerCase()]}`);
  return [
    ...(status === null ? [] : [`${status}${sayError(seen)}`]),
    ...saySuccess(seen),
    ...waits,
    ...(tookMs <= momentMs ? [] : [`silent for ${formatDuration(Math.round(tookMs))}`]),
    ...(ending === 'whole' ? [] : [/^(?:fin|rst)$/.test(ending) ? ending.toUpperCase() : ending]),
  ].join(', ');
}
