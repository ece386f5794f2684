import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { type Listening, listening } from '../upstreams.ts';
import { askHead, contentPieces, type Exchange, marker, replyHead } from './exchange.ts';
import { type Message, readAnswer, readMessage, valuesOf } from './message.ts';

/** One turn of the loop, so that what is written next travels by itself. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function writePieces(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece);
    await turn();
  }
}

export interface Recorder extends Listening {
  /** What came for the exchange of this name, the last time. */
  recorded(name: string): Message | undefined;
}

type Find = (name: string) => Exchange;
type Keep = (name: string, request: Message) => void;

/** One connection to the recorder: request after request. */
class Visit {
  readonly #socket: Socket;
  readonly #find: Find;
  readonly #keep: Keep;
  #bytes: Buffer = Buffer.alloc(0);
  #answered: 'nothing' | 'head' = 'nothing';

  constructor(socket: Socket, find: Find, keep: Keep) {
    this.#socket = socket;
    this.#find = find;
    this.#keep = keep;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#look();
    });
  }

  #look(): void {
    const head = readMessage(this.#bytes, 0, { of: 'bodiless', connection: 'open' });
    if (head === null) return;
    const exchange = this.#find(valuesOf(head.fields, marker.toLowerCase())[0] ?? '');
    if (this.#answered === 'nothing') {
      this.#answered = 'head';
      if (exchange.reply.early === true) {
        this.#take(exchange, head);
        return;
      }
      if (exchange.ask.waits === true) this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    }
    const request = readMessage(this.#bytes, 0, { of: 'request', connection: 'open' });
    if (request !== null) this.#take(exchange, request);
  }

  #take({ name, reply }: Exchange, request: Message): void {
    this.#bytes = this.#bytes.subarray(request.end);
    this.#answered = 'nothing';
    this.#keep(name, request);
    const interim = (reply.interim ?? []).map((text) => Buffer.from(text, 'latin1'));
    const pieces = [...interim, replyHead(reply), ...contentPieces(reply.content)];
    void writePieces(this.#socket, pieces).then(() => {
      const closes = valuesOf([...request.fields, ...reply.fields], 'connection').some((value) =>
        /\bclose\b/i.test(value),
      );
      if (closes || reply.content.kind === 'close') this.#socket.end();
    });
  }
}

/** An upstream that writes the reply of the exchange it is asked for, and keeps what it heard. */
export async function recorder(exchanges: readonly Exchange[]): Promise<Recorder> {
  const byName = new Map(exchanges.map((exchange) => [exchange.name, exchange]));
  const kept = new Map<string, Message>();
  const find = (name: string) => {
    const exchange = byName.get(name);
    if (exchange === undefined) throw new Error(`the upstream was asked for "${name}", which is no exchange`);
    return exchange;
  };
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    new Visit(socket, find, (name, request) => kept.set(name, request));
  });
  return { ...(await listening(server)), recorded: (name) => kept.get(name) };
}

export interface Answered {
  readonly interim: readonly Message[];
  readonly final: Message;
  /** How the connection ended, where the request asked for that. */
  readonly connection: 'kept' | 'fin' | 'rst';
}

function connect(url: string, root: string | null): Socket {
  const port = Number(new URL(url).port);
  if (root === null) return net.connect({ port, host: '127.0.0.1', noDelay: true });
  return tls.connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: root,
    ALPNProtocols: ['http/1.1'],
  });
}

function closes({ ask }: Exchange): boolean {
  return valuesOf(ask.fields, 'connection').some((value) => /\bclose\b/i.test(value));
}

/** A connection to whoever listens at `url`. `root`: by TLS, with this one trusted. */
export class Client {
  readonly #url: string;
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #connection: Answered['connection'] = 'kept';
  #look: () => void = () => {};

  constructor(url: string, root: string | null = null) {
    this.#url = url;
    this.#socket = connect(url, root);
    this.#socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#look();
    });
    this.#socket.on('error', () => {
      this.#connection = 'rst';
    });
    this.#socket.on('close', () => {
      if (this.#connection === 'kept') this.#connection = 'fin';
      this.#look();
    });
  }

  /** Asks, and takes exactly one answer; one that asks for the connection's end waits for that as well. */
  ask(exchange: Exchange): Promise<Answered> {
    const { name, ask } = exchange;
    let body: Buffer[] | null = contentPieces(ask.content);
    const sendBody = () => {
      if (body !== null) void writePieces(this.#socket, body);
      body = null;
    };
    this.#socket.write(askHead(ask, new URL(this.#url).host, name));
    if (ask.waits !== true) sendBody();
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (this.#bytes.toString('latin1', 0, 12) === 'HTTP/1.1 100') sendBody();
        const answer = this.#take(exchange);
        if (answer !== null) resolve(answer);
        else if (this.#connection !== 'kept') reject(new Error(`"${name}" broke off: ${this.#bytes}`));
      };
    });
  }

  #take(exchange: Exchange): Answered | null {
    const isOver = this.#connection !== 'kept';
    if (closes(exchange) && !isOver) return null;
    const of = exchange.ask.method === 'HEAD' ? 'bodiless' : 'answer';
    const answer = readAnswer(this.#bytes, { of, connection: isOver ? 'over' : 'open' });
    if (answer === null) return null;
    this.#bytes = this.#bytes.subarray(answer.final.end);
    return { ...answer, connection: closes(exchange) ? this.#connection : 'kept' };
  }

  leave(): void {
    this.#socket.destroy();
  }
}

/** One exchange on a connection of its own. */
export async function converse(
  url: string,
  exchange: Exchange,
  root: string | null = null,
): Promise<Answered> {
  const client = new Client(url, root);
  try {
    return await client.ask(exchange);
  } finally {
    client.leave();
  }
}

/** Neither side ends the connection behind it. */
export function keepsConnection(exchange: Exchange): boolean {
  const { fields, content } = exchange.reply;
  return !closes(exchange) && content.kind !== 'close' && valuesOf(fields, 'connection').join() !== 'close';
}
