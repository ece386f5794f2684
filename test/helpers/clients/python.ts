import { spawn } from 'node:child_process';
import { systemPython } from '../system.ts';

/** Runs a script with Debian's Python; it prints one JSON value. */
export function python(script: string, args: readonly string[]): Promise<unknown> {
  const env = { PATH: process.env['PATH'] ?? '', NO_PROXY: '127.0.0.1', PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(systemPython, ['-c', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(`python ended with ${code}: ${err}`));
    });
  });
}
