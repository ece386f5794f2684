import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built command, as a person runs it. */
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a command to its end. */
export function badgateway(args: readonly string[], { env = {}, cwd }: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = {
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1_048_576,
      ...(cwd === undefined ? {} : { cwd }),
    };
    execFile(process.execPath, [main, ...args], options, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const hostFile = fileURLToPath(new URL('command-host.mjs', import.meta.url));

/** Those that run nothing at the moment. They end with the process or thread that they were started by. */
const idleHosts: ChildProcess[] = [];

function newHost(): ChildProcess {
  return fork(hostFile, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/**
 * Runs a command to its end in a process that has run others before and runs no other meanwhile: for tests
 * that are about what a command finds out. Signals, the exit of the process and `serve`
 * need one of their own.
 */
export async function hosted(args: readonly string[], { env = {}, cwd }: RunOptions = {}): Promise<Ran> {
  const host = idleHosts.pop() ?? newHost();
  for (const part of [host, host.channel]) part?.ref();
  const answered = once(host, 'message').then(([answer]) => answer as Ran | { readonly error: string });
  const ended = once(host, 'exit').then(([code]) => ({ error: `its process ended with ${code}` }));
  host.send({ args, env: { ...process.env, ...env }, cwd: cwd ?? process.cwd() });
  const answer = await Promise.race([answered, ended]);
  if ('error' in answer) {
    if (host.connected) host.disconnect();
    throw new Error(`Failed to run badgateway ${args.join(' ')}: ${answer.error}`);
  }
  host.removeAllListeners();
  for (const part of [host, host.channel]) part?.unref();
  idleHosts.push(host);
  return answer;
}

export interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly controlUrl: string;
  readonly ready: Readonly<Record<string, unknown>>;
  /** What was written to standard error so far. */
  err(): string;
  /** Sends the signal; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `serve` on free ports and waits until it says that it is ready. */
export async function serving(args: readonly string[], { env = {}, cwd }: RunOptions = {}): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--port', '0', '--control-port', '0', '--json', ...args],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    },
  );
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const exit = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line');
  const first = await Promise.race([line, exit.then(() => null)]);
  if (first === null) throw new Error(`badgateway serve ended at once: ${err}`);
  const ready = JSON.parse(String(first[0])) as Serving['ready'];
  return {
    child,
    ready,
    url: String(ready['url']),
    controlUrl: String(ready['controlUrl']),
    err: () => err,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exit;
      return typeof code === 'number' ? code : null;
    },
  };
}
