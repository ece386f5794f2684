import net from 'node:net';

/**
 * How a connection ended for a client that reads what there is: `fin` is an orderly end without any error,
 * `rst` is ECONNRESET.
 */
export type Parting = 'fin' | 'rst';

export interface Heard {
  /** Every byte that came, framing included. */
  readonly text: string;
  readonly parting: Parting;
}

/** The head and the body, where the connection said as much. */
export function splitHead(text: string): { readonly head: string; readonly body: string } {
  const end = text.indexOf('\r\n\r\n');
  return end === -1 ? { head: text, body: '' } : { head: text.slice(0, end), body: text.slice(end + 4) };
}

/** A request that asks for the connection to be closed behind the answer. */
export function rawRequest(
  method: string,
  path: string,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): string {
  const fields = Object.entries({
    Host: 'gateway',
    Authorization: 'Bearer sk-test-0123456789abcdef',
    ...(body === ''
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}` }),
    Connection: 'close',
    ...headers,
  });
  return `${method} ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

export interface Conversation {
  /** What came so far. */
  text(): string;
  /** Answers once the connection is over. */
  readonly over: Promise<Heard>;
  /** Answers once this text has come, or the connection is over. */
  heard(text: string): Promise<void>;
  leave(): void;
}

/** A bare socket: the test sees exact bytes, and FIN and RST told apart. */
export function speak(url: string, text: string): Conversation {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  const soFar = () => Buffer.concat(chunks).toString('utf8');
  let ended = false;
  let failure: NodeJS.ErrnoException | null = null;
  const over = new Promise<Heard>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', () => {
      ended = true;
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      failure = error;
    });
    socket.once('close', () => {
      if (failure === null && ended) resolve({ text: soFar(), parting: 'fin' });
      else if (failure?.code === 'ECONNRESET' && !ended) resolve({ text: soFar(), parting: 'rst' });
      else reject(new Error(`neither FIN nor RST: end ${ended}, ${failure?.code ?? 'no error'}`));
    });
  });
  // Whoever leaves does not wait for the end.
  over.catch(() => {});
  if (text !== '') socket.write(text);
  return {
    text: soFar,
    over,
    heard: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (soFar().includes(wanted)) resolve();
        };
        look();
        socket.on('data', look).once('close', () => resolve());
      }),
    leave: () => void socket.destroy(),
  };
}

/** Takes chunked framing off; `whole`: the last chunk came. */
export function dechunk(body: string): { readonly text: string; readonly whole: boolean } {
  let rest = Buffer.from(body);
  const pieces: Buffer[] = [];
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line === -1) break;
    const size = Number.parseInt(rest.subarray(0, line).toString('latin1'), 16);
    if (size === 0) return { text: Buffer.concat(pieces).toString(), whole: true };
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 2 + size + 2);
  }
  return { text: Buffer.concat(pieces).toString(), whole: false };
}
