import net from 'node:net';

/**
 * How a connection ended for a client that reads what there is: `fin` is an orderly end without any error,
 * `rst` is ECONNRESET without an end.
 */
export type Parting = 'fin' | 'rst';

export interface Heard {
  /** Every byte that came, framing included. */
  readonly bytes: Buffer;
  readonly parting: Parting;
}

/** Head and body; all is head where no blank line came. */
export function splitHead(bytes: Buffer): { readonly head: string; readonly body: Buffer } {
  const end = bytes.indexOf('\r\n\r\n');
  const [head, body] =
    end === -1 ? [bytes, Buffer.alloc(0)] : [bytes.subarray(0, end), bytes.subarray(end + 4)];
  return { head: head.toString('latin1'), body };
}

/** Takes chunked framing off; `whole`: the last chunk came. */
export function dechunk(body: Buffer): { readonly bytes: Buffer; readonly whole: boolean } {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = body.indexOf('\r\n', at);
    if (line === -1) return { bytes: Buffer.concat(pieces), whole: false };
    const size = Number.parseInt(body.subarray(at, line).toString('latin1'), 16);
    if (size === 0) return { bytes: Buffer.concat(pieces), whole: true };
    if (!(size > 0)) throw new Error(`no chunk begins at byte ${at} of ${body}`);
    pieces.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** A request that asks for the connection to be closed behind the answer. */
export function rawRequest(path: string, body = '', headers: Readonly<Record<string, string>> = {}): string {
  const length = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
  const fields = Object.entries({
    Host: 'gateway',
    Authorization: 'Bearer sk-test-0123456789abcdef',
    ...(body === '' ? {} : length),
    Connection: 'close',
    ...headers,
  });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${body === '' ? 'GET' : 'POST'} ${path} HTTP/1.1\r\n${lines}\r\n${body}`;
}

export interface Conversation {
  /** What came so far. */
  bytes(): Buffer;
  /** Answers once the connection is over. */
  readonly over: Promise<Heard>;
  /** Answers once this text has come; fails where the connection ends without it. */
  heard(text: string): Promise<void>;
  leave(): void;
}

/** A bare socket: the test sees exact bytes, and FIN and RST told apart. */
export function speak(url: string, text: string): Conversation {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  const bytes = () => Buffer.concat(chunks);
  let ended = false;
  let failure: string | null = null;
  const over = new Promise<Heard>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', () => {
      ended = true;
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      failure = error.code ?? error.message;
    });
    socket.once('close', () => {
      if (failure === null && ended) resolve({ bytes: bytes(), parting: 'fin' });
      else if (failure === 'ECONNRESET' && !ended) resolve({ bytes: bytes(), parting: 'rst' });
      else reject(new Error(`neither FIN nor RST: end ${ended}, ${failure}`));
    });
  });
  // Whoever leaves does not wait for the end.
  over.catch(() => {});
  socket.write(text);
  return {
    bytes,
    over,
    heard: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (bytes().includes(wanted)) resolve();
        };
        look();
        socket.on('data', look).once('close', () => reject(new Error(`never heard ${wanted}: ${bytes()}`)));
      }),
    leave: () => void socket.destroy(),
  };
}
