import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const watch = new URL('watch.mjs', import.meta.url).href;
const quiet = ['--port', '0', '--control-port', '0', '--json', '--log-level', 'error'];

/** A gateway that tells what it holds. */
export async function startWatched(scenarios) {
  const args = ['--expose-gc', '--import', watch, main, 'serve', ...scenarios, ...quiet];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const exit = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line').then(([text]) => text);
  const first = await Promise.race([line, exit.then(() => null)]);
  if (first === null) throw new Error(`Failed to start the gateway: ${complaints}`);
  child.stdout.resume();
  return {
    ...JSON.parse(first),
    complaints: () => complaints,
    /** Heap (bytes, after a collection), handles, delay of the event loop (ms) since it was asked before. */
    async figures() {
      const answer = once(child, 'message');
      child.send('figures');
      const [figures] = await Promise.race([answer, exit.then(() => [null])]);
      if (figures === null) throw new Error(`The gateway ended: ${complaints}`);
      return figures;
    },
    /** Its exit code. */
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exit;
      return code;
    },
  };
}
