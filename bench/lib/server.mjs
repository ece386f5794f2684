import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const gatewayMain = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How long a server may take to say that it is ready. */
const patienceMs = 30_000;

const ticksPerSecond =
  process.platform === 'linux' ? Number(spawnSync('getconf', ['CLK_TCK']).stdout) || 100 : null;

/** Milliseconds of CPU that a process has used; `null` where the system does not tell. */
function cpuMs(pid) {
  if (ticksPerSecond === null) return null;
  // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000;
}

/** Bytes of memory that a process holds; `null` where the system does not tell. */
function residentBytes(pid) {
  if (process.platform !== 'linux') return null;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1_024;
}

/**
 * Starts a Node process that prints a line of JSON with its `url` once it is ready.
 * @param {readonly string[]} args
 */
async function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints = (complaints + text).slice(-2_000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => [null]),
  ]);
  clearTimeout(timer);
  if (line === null) throw new Error(`Failed to start node ${args.join(' ')}: ${complaints}`);
  child.stdout.resume();
  const { url, controlUrl, controlToken } = JSON.parse(line);
  return {
    url,
    // Of a gateway.
    control: { url: controlUrl, token: controlToken },
    cpuMs: () => cpuMs(child.pid),
    residentBytes: () => residentBytes(child.pid),
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const files = {
  bare: new URL('../servers/bare.mjs', import.meta.url),
  drain: new URL('../servers/drain.mjs', import.meta.url),
  hello: new URL('../servers/hello.mjs', import.meta.url),
  https: new URL('../servers/https.mjs', import.meta.url),
  paced: new URL('../servers/paced.mjs', import.meta.url),
  proxy: new URL('../servers/proxy.mjs', import.meta.url),
  sniffed: new URL('../servers/sniffed.mjs', import.meta.url),
  stub: new URL('../servers/stub.mjs', import.meta.url),
};

/** A gateway that says nothing but what goes wrong. */
export function startGateway(...args) {
  const quiet = ['--port', '0', '--control-port', '0', '--json', '--log-level', 'error'];
  return start([gatewayMain, 'serve', ...args, ...quiet]);
}

/** One of the servers above. */
export const startServer = (name, ...args) => start([fileURLToPath(files[name]), ...args]);
