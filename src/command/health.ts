import { get } from 'node:http';
import { reachableHost } from '../lib/loopback.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import type { ControlOptions } from './options.ts';

/** Longer than a busy gateway needs, shorter than the usual timeout of a container's health check. */
const answerTimeoutMs = 3_000;

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const request = get(
      { host: reachableHost(host), port, path: '/health', timeout: answerTimeoutMs },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? 'ready' : `status ${response.statusCode ?? 'unknown'}`);
      },
    );
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', (error) => resolve(error.message));
  });
}

export async function health(
  { controlHost, controlPort }: ControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = await ask(controlHost, controlPort);
  if (found === 'ready') {
    terminal.out('ready\n');
    return 0;
  }
  terminal.err(`not ready: ${controlHost}:${controlPort}: ${found}\n`);
  return 1;
}
