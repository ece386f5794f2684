import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Debian's redis-server, for tests, on a Unix socket, so that no port can be taken. */
export interface RedisServer {
  readonly url: string;
  readonly path: string;
  start(): Promise<void>;
  /** At once, as a crash would; what it had in memory is gone. */
  kill(): Promise<void>;
  /** No client but those of the test reaches it any more; it keeps what it has. */
  cut(): Promise<void>;
  mend(): void;
  /** A client of the test itself. */
  client(): Redis;
  close(): Promise<void>;
}

export function redisServer(...flags: readonly string[]): RedisServer {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-redis-'));
  const path = join(folder, 'socket');
  const clients: Redis[] = [];
  let server: ChildProcess | null = null;
  const hidden = `${path}.hidden`;
  const client = () => {
    const made = new Redis(path);
    made.on('error', () => {});
    clients.push(made);
    return made;
  };
  const kill = async () => {
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    server = null;
  };
  return {
    path,
    url: `unix://${path}`,
    async start() {
      const own = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'];
      server = spawn('redis-server', [...own, ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
      let said = '';
      for await (const chunk of server.stdout ?? []) {
        said += String(chunk);
        if (said.includes('ready to accept connections') || /unix socket at/.test(said)) break;
      }
      if (server.exitCode !== null) throw new Error(`redis-server did not start: ${said}`);
    },
    kill,
    async cut() {
      const own = client();
      await own.ping();
      renameSync(path, hidden);
      await own.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    mend: () => renameSync(hidden, path),
    client,
    async close() {
      for (const each of clients) each.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
