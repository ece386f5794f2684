import { spawn } from 'node:child_process';
import type { Clock } from '../lib/clock.ts';
import type { Outside } from '../probes/probe.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Bytes of an answer that are looked at. */
const maxBytes = 1_048_576;

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
    if (bytes > maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function run(command: readonly string[], timeoutMs: number, env: Env): Promise<{ code: number | null }> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const child = spawn(file, args, { env, stdio: 'ignore', signal: timeout, killSignal: 'SIGKILL' });
    child.once('error', () => resolve({ code: null }));
    child.once('exit', (code) => resolve({ code }));
  });
}

/** How probes look beyond the gateways. */
export function outsideOf(clock: Pick<Clock, 'now'>, env: Env): Outside {
  return {
    async get(url, { tokenFrom, timeoutMs }) {
      const token = tokenFrom === null ? undefined : env[tokenFrom];
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const from = clock.now();
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
      const body = await bounded(response);
      return { status: response.status, body, tookMs: clock.now() - from };
    },
    run: (command, timeoutMs) => run(command, timeoutMs, env),
  };
}
