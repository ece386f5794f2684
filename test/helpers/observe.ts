import { connect } from 'node:net';
import type { Sample } from '../../src/command/sample.ts';
import { sayDuration } from '../../src/lib/units.ts';
import type { FixedClock } from './clock.ts';

/** What a client saw on a connection of its own. */
export interface Seen {
  /** `null`: no head came. */
  readonly status: number | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, chunks included. */
  readonly body: string;
  /** `fin` and `rst`: before the answer was whole. */
  readonly ending: 'whole' | 'fin' | 'rst';
}

function read(text: string, closing: 'fin' | 'rst'): Seen {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return { status: null, headers: {}, body: text, ending: closing };
  const [statusLine = '', ...fields] = text.slice(0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const [name = '', ...value] = field.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  const body = text.slice(headEnd + 4);
  const length = headers['content-length'];
  const whole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length === Number(length);
  const ending = whole && closing === 'fin' ? 'whole' : closing;
  return { status: Number(statusLine.split(' ')[1]), headers, body, ending };
}

/** Sends a request over a raw socket and reads until the other side ends, one way or the other. */
export function see(url: string, { method, path, headers, body }: Sample): Promise<Seen> {
  const { hostname, port, host, pathname } = new URL(url);
  const fields = { host, connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = `${pathname === '/' ? '' : pathname}${path}`;
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname);
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.once('end', () => resolve(read(text, 'fin')));
    socket.once('error', () => resolve(read(text, 'rst')));
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  });
}

/** Turns of the event loop in which whatever is under way comes to rest. */
const restingTurns = 50;

/** Waits for what goes by a clock that stands still: moves it whenever nothing else happens any more. */
export async function outlast<T>(clock: FixedClock, work: Promise<T>): Promise<[result: T, tookMs: number]> {
  let state: 'under-way' | 'over' = 'under-way';
  const over = () => {
    state = 'over';
  };
  work.then(over, over);
  const began = clock.now();
  for (let resting = 0; (state as string) !== 'over'; resting += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const [next] = clock.waiting();
    if (next === undefined) resting = 0;
    if (next === undefined || resting < restingTurns) continue;
    clock.advance(next);
    resting = 0;
  }
  return [await work, clock.now() - began];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error's code, wherever the surface puts it; quoted text where the body is no JSON. */
function sayError({ status, body }: Seen): string {
  if (status === null || status < 400) return '';
  const json = parsed(body) as { code?: unknown; error?: { code?: unknown } } | undefined;
  return json === undefined ? ` ${JSON.stringify(body)}` : ` ${json.error?.code ?? json.code}`;
}

/** Between what was written and its RST a moment passes, so that the client reads both; no silence. */
const momentMs = 100;

/** `429 rate_limited, Retry-After 5` · `200, silent for 30s, FIN` · `RST` */
export function saySeen(seen: Seen, tookMs: number): string {
  const { status, headers, ending } = seen;
  const waits = ['Retry-After', 'retry-after-ms']
    .filter((name) => headers[name.toLowerCase()] !== undefined)
    .map((name) => `${name} ${headers[name.toLowerCase()]}`);
  return [
    ...(status === null ? [] : [`${status}${sayError(seen)}`]),
    ...waits,
    ...(tookMs <= momentMs ? [] : [`silent for ${sayDuration(Math.round(tookMs))}`]),
    ...(ending === 'whole' ? [] : [ending.toUpperCase()]),
  ].join(', ');
}
