import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { play } from '../../src/answer/play.ts';
import { createUpstream } from '../../src/answer/upstream/index.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { UpstreamFailure } from '../../src/model/entry.ts';
import type { PlatformInUse } from '../../src/model/platform.ts';
import type { UpstreamOptions } from '../../src/model/scenario.ts';
import type { Step } from '../../src/model/step.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { putInUse } from '../../src/platforms/in-use.ts';
import { requestFacts } from './facts.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on any port and, at the end, ends every connection. */
export async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server, 'close');
    },
  };
}

export function httpUpstream(handler: http.RequestListener): Promise<Listening> {
  return listening(http.createServer(handler));
}

export interface RawUpstream extends Listening {
  /** What each connection sent so far, in the order of the connections. */
  readonly heard: readonly string[];
  readonly sockets: readonly Socket[];
}

/** An upstream of which every byte is the test's own: told when a connection has sent a whole head. */
export async function rawUpstream(onHead: (socket: Socket, head: string) => void): Promise<RawUpstream> {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const server = net.createServer((socket) => {
    const index = heard.push('') - 1;
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const before = heard[index] ?? '';
      const all = before + chunk.toString('latin1');
      heard[index] = all;
      if (!before.includes('\r\n\r\n') && all.includes('\r\n\r\n')) onHead(socket, all);
    });
  });
  return { ...(await listening(server)), heard, sockets };
}

/** The port of nobody: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listening(net.createServer());
  await close();
  return port;
}

export interface UpstreamProcess {
  readonly url: string;
  readonly process: ChildProcess;
  ask(path: string): Promise<string>;
}

/** The backend in `upstream-server.mjs`, in a process of its own. */
export async function upstreamProcess(): Promise<UpstreamProcess> {
  const file = fileURLToPath(new URL('./upstream-server.mjs', import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface(child.stdout), 'line');
  const url = `http://127.0.0.1:${port}`;
  return { url, process: child, ask: async (path) => (await fetch(url + path)).text() };
}

export interface Gateway extends Listening {
  readonly inUse: PlatformInUse;
  readonly failures: readonly UpstreamFailure[];
}

export interface GatewayOptions {
  readonly key?: string;
  readonly mirror?: boolean;
  readonly timeoutMs?: number;
  readonly hangMs?: number;
  readonly readMs?: number;
  readonly clock?: Clock;
  readonly labels?: 'shown' | 'hidden';
  /** A fault in front of the upstream. */
  readonly through?: (steps: AsyncIterable<Step>) => AsyncIterable<Step>;
}

/** The real upstream and the real player with nothing between them. */
export async function gateway(url: string, options: GatewayOptions = {}): Promise<Gateway> {
  const {
    key = null,
    mirror = false,
    timeoutMs = 20_000,
    hangMs = 1_000,
    readMs = 30_000,
    clock = systemClock,
    labels = 'shown',
  } = options;
  const { through = (steps) => steps } = options;
  const inUse = putInUse(await findPlatform('token-factory'));
  const proxy: Extract<UpstreamOptions, { kind: 'proxy' }> = {
    kind: 'proxy',
    url: new URL(url),
    key,
    mirror,
    headers: [],
    timeoutMs,
  };
  const upstream = createUpstream(proxy, inUse, clock, { hangMs, readMs, head: 16_384 });
  const failures: UpstreamFailure[] = [];
  async function handle(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', socket } = req;
    const facts = requestFacts(inUse, { method, path });
    const departure = new AbortController();
    res.once('close', () => {
      if (!res.writableFinished) departure.abort();
    });
    const failed = (failure: UpstreamFailure) => failures.push(failure);
    const steps = upstream.answer({ req, facts, body: req, abort: departure.signal, labels, failed });
    const stage = {
      res,
      socket,
      transport: socket,
      clock: systemClock,
      redact: (headers: readonly string[]) => headers,
      onEnd: () => departure.abort(),
      onSever: () => {},
      brokenOff: () => 'client-left' as const,
    };
    await play(through(steps), stage);
  }
  const server = http.createServer({ keepAliveTimeout: 60_000 });
  for (const event of ['request', 'checkContinue']) server.on(event, handle);
  const { close, ...rest } = await listening(server);
  return {
    ...rest,
    inUse,
    failures,
    async close() {
      await close();
      upstream.close();
    },
  };
}

export interface Conversation {
  readonly text: string;
  /** How the other side ended it: `fin`, `rst`. */
  readonly how: string;
}

/** Sends bytes, and answers with all that came back until the connection ended, and how it ended. */
export function converse(
  port: number,
  texts: readonly string[],
  heard: (text: string, socket: Socket) => void = () => {},
): Promise<Conversation> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    let how = 'fin';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      heard(text, socket);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      how = error.code === 'ECONNRESET' ? 'rst' : String(error.code);
    });
    socket.on('close', () => resolve({ text, how }));
    socket.write(texts.join(''), 'latin1');
  });
}

/** Asks again until the answer is the one that is waited for; a test's timeout ends it. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
