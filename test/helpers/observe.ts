import type { Sample } from '../../src/command/sample.ts';
import { sayDuration } from '../../src/lib/units.ts';
import { dechunk, type Heard, type Parting, speak, splitHead } from './clients/raw.ts';
import type { FixedClock } from './clock.ts';

/** What a client saw on a connection of its own. */
export interface Seen {
  /** `null`: no head came. */
  readonly status: number | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without the framing of chunks. */
  readonly body: string;
  /** How the connection ended, where the answer was not whole. */
  readonly ending: 'whole' | Parting;
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
  const length = headers['content-length'];
  const content =
    length === undefined ? dechunk(body) : { bytes: body, whole: body.length === Number(length) };
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: content.bytes.toString(),
    ending: content.whole && parting === 'fin' ? 'whole' : parting,
  };
}

/** Sends a request over a bare socket and listens until the other side ends, one way or the other. */
export async function see(url: string, { method, path, headers, body }: Sample): Promise<Seen> {
  const { host, pathname } = new URL(url);
  const fields = { host, connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = `${pathname.replace(/\/$/, '')}${path}`;
  return read(await speak(url, `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`).over);
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
