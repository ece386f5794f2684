import { type ChildProcess, execFile, spawn } from 'node:child_process';
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
